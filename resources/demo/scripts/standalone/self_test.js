/* `#self-test` behind the page's address: whether it answers here as it did where it was made. */

import { el, quiet } from "../interface/dom.js";
import { guarded } from "../interface/error_card.js";
import { number } from "../interface/formatting.js";
import { t, tn } from "../interface/words.js";
import { coreRefusal } from "./refusals.js";
import { askCore } from "./worker_engine.js";

const address = "#self-test";

/** A card that is shown, and tests, whenever the address says so. */
export function selfTestCard() {
	const card = el("section", { class: "card", id: "self-test", tabIndex: -1, "aria-label": t("Self-test"), hidden: true });
	const look = guarded(async () => {
		card.hidden = location.hash !== address;
		if (card.hidden) return;
		card.replaceChildren(el("h2", {}, t("Self-test")), quiet(t("Answering the samples again")));
		try {
			card.replaceChildren(...resultOf(await tested()));
		} catch (error) {
			card.hidden = true; // what is wrong is said below; nothing is being answered any more
			throw error;
		}
		card.focus();
	});
	addEventListener("hashchange", look);
	look();
	return card;
}

async function tested() {
	const { status, json } = await askCore("core_self_test", { part: "samples" });
	if (status !== 200) throw coreRefusal(json);
	return json;
}

function resultOf({ status, samples, outputs }) {
	const passed = status === "passed";
	const verdict = passed
		? t("It answers as on the computer where it was made")
		: t("It answers otherwise than on the computer where it was made");
	const rows = Object.entries(outputs).map(([name, { max_abs_diff: difference, range }]) => (
		el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, number(difference)), el("td", {}, number(range)))
	));
	const head = [t("Output"), t("Largest difference"), t("Range of its values")].map((title) => el("th", { scope: "col" }, title));
	return [
		el("h2", {}, verdict),
		el("p", {}, tn("{n} sample was answered again.", "{n} samples were answered again.", samples)),
		el("div", { class: "wide" }, el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows))),
		passed ? null : el("p", {}, t("Try another browser, and tell whoever made this page.")),
	].filter(Boolean);
}
