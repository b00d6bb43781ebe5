/* Scores as bars. */

import { el } from "../interface/dom.js";
import { visible } from "../interface/visible_text.js";
import { scoreText } from "./answer_words.js";
import { nameOf } from "./entry_names.js";

/** Makes a bar's filling as long as a share from 0 to 1 says. */
export function grow(fill, share) {
	fill.style.transform = `translateX(${Math.max(0, Math.min(1, share)) * 100 - 100}%)`;
}

/** Bars that are made once and then only move, so that they can follow a camera or a pen. */
export class Bars {
	constructor() {
		this.list = el("ol", { class: "bars" });
		this.rows = [];
	}

	/**
	 * Shows entries ({label, index, score, present}) in their order.
	 * shares: Whether scores are shares; else the bars reach from the smallest to the largest score.
	 * first: Whether the first entry is shown large.
	 * threshold: From which score a label holds: a mark on each bar, and no best entry.
	 * best: The index of the best entry where it is not the first.
	 */
	update(entries, { shares, first, threshold, best }) {
		while (this.rows.length > entries.length) this.rows.pop().item.remove();
		while (this.rows.length < entries.length) this.addRow();
		const scores = entries.map((entry) => entry.score ?? 0);
		const low = shares ? 0 : Math.min(0, ...scores);
		const high = shares ? 1 : Math.max(...scores, low + 1e-9);
		entries.forEach((entry, place) => {
			const row = this.rows[place];
			const isBest = threshold === undefined && (best === undefined ? place === 0 : entry.index === best);
			arrange(row, { large: first && place === 0, present: entry.present, best: isBest });
			row.name.textContent = row.name.title = visible(nameOf(entry));
			row.score.textContent = scoreText(entry.score, shares);
			grow(row.fill, ((entry.score ?? 0) - low) / (high - low));
			row.mark.hidden = threshold === undefined;
			if (threshold !== undefined) row.mark.style.left = `${threshold * 100}%`;
		});
	}

	addRow() {
		const row = {
			name: el("span", { class: "name" }),
			fill: el("div", { class: "fill" }),
			score: el("span", { class: "score" }),
			mark: el("div", { class: "mark", hidden: true }),
			item: el("li", {}),
		};
		row.track = el("div", { class: "track", "aria-hidden": "true" }, row.fill, row.mark);
		this.rows.push(row);
		this.list.append(row.item);
	}
}

/** Puts a row's parts in order, but only when its look changes: a bar that is put in anew does not move. */
function arrange(row, { large, present, best }) {
	const look = [large ? "first" : "", present ? "yes" : "", best ? "best" : ""].join(" ");
	if (row.item.className === look && row.item.firstChild) return;
	row.item.className = look;
	row.item.replaceChildren(row.name, ...(large ? [row.score, row.track] : [row.track, row.score]));
}
