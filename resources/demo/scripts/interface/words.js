/*
 * The page's own words: English here, German from german.toml, which assembly.py puts behind each English text
 * (`t(["English", "German"])`). Only texts that stand between the quotes of a call are found there. A text may end in
 * "#" and a word that tells it from the same English with another German.
 */

/** "de" where the browser's user reads German rather than English, else "en". */
export const language = /^de\b/i.test(navigator.languages.find((each) => /^(de|en)\b/i.test(each))) ? "de" : "en";

document.documentElement.lang = language;

/** A text in the user's language; {name} is filled by the value of that name. */
export function t(text, values = {}) {
	const [english, german] = [text].flat();
	const words = (language === "de" && german) || english;
	return words.replace(/#\w+$/, "").replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** A text for one and a text for many; {n} is the amount. */
export function tn(one, many, amount, values = {}) {
	return t(amount === 1 ? one : many, { n: amount.toLocaleString(language), ...values });
}
