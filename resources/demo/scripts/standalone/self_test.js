/* `#self-test` behind the page's address: whether it answers here as it did where it was made. */

import { el, quiet } from "../interface/dom.js";
import { guarded } from "../interface/error_card.js";
import { number } from "../interface/formatting.js";
import { coreRefusal } from "./refusals.js";
import { askCore } from "./worker_engine.js";

const address = "#self-test";

/** A card that is shown, and tests, whenever the address says so. */
export function selfTestCard() {
	const card = el("section", { class: "card", id: "self-test", tabIndex: -1, "aria-label": "Self-test", hidden: true });
	const look = guarded(async () => {
		card.hidden = location.hash !== address;
		if (card.hidden) return;
		card.replaceChildren(el("h2", {}, "Self-test"), quiet("Answering the samples again …"));
		const { status, json } = await askCore("core_self_test", { part: "samples" });
		if (status !== 200) throw coreRefusal(json);
		card.replaceChildren(...resultOf(json));
		card.focus();
	});
	addEventListener("hashchange", look);
	look();
	return card;
}

function resultOf({ status, samples, outputs }) {
	const passed = status === "passed";
	const verdict = passed ? "It answers as on the computer where it was made" : "It answers otherwise than where it was made";
	const rows = Object.entries(outputs).map(([name, { max_abs_diff: difference, range }]) => (
		el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, number(difference)), el("td", {}, number(range)))
	));
	const head = ["Output", "Largest difference", "Range of its values"].map((title) => el("th", { scope: "col" }, title));
	return [
		el("h2", {}, verdict),
		el("p", {}, `Samples that were answered again: ${samples}.`),
		el("table", { class: "values" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
		passed ? null : el("p", {}, "Try another browser, and tell whoever made this page."),
	].filter(Boolean);
}
