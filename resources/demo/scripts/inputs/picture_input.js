/* Pictures from files: dropped, pasted or chosen, one or several. */

import { hideAnswer } from "../answers/answer_card.js";
import { summary } from "../answers/answer_words.js";
import { SeveralAnswers } from "../answers/several_answers.js";
import { show } from "../answers/show.js";
import { el, quiet } from "../interface/dom.js";
import { enlarge } from "../interface/enlarging.js";
import { clearError, showError } from "../interface/error_card.js";
import { visible } from "../interface/visible_text.js";
import { t, tn } from "../interface/words.js";
import { predict } from "../model/engine.js";
import { dropArea } from "./drop_area.js";
import { typeOf } from "./file_types.js";
import { sentPicture } from "./picture_conversion.js";
import { View } from "./picture_view.js";

/** The way in (see input_card.js). */
export function pictureInput() {
	const tiles = el("div", { class: "tiles", role: "group", "aria-label": t("Pictures"), hidden: true });
	const several = new SeveralAnswers();
	const place = el("div", {});
	const drop = dropArea({
		symbol: "picture",
		title: t("Drop a picture here"),
		text: t("or paste one. Several at once are fine."),
		button: t("Choose pictures"),
		several: true,
	});
	const again = el("button", { onclick: () => drop.choose() }, t("Choose other pictures"));
	const more = el("div", { class: "row", hidden: true }, again, quiet(t("or drop or paste them here")));
	/** The picture that is shown: {file, url, tile, word, view, answer, error}. */
	let chosen = null;

	function select(entry) {
		chosen = entry;
		for (const tile of tiles.children) tile.setAttribute("aria-pressed", String(tile === entry.tile));
		if (!entry.view) entry.view = viewOf(entry, settle);
		place.replaceChildren(entry.view.frame);
		if (entry.error) {
			hideAnswer();
			showError(entry.error);
		} else if (entry.answer) settle(entry);
	}

	/** Shows an answer; once more when the picture has arrived, whose size masks are laid by. */
	function settle(entry) {
		if (entry !== chosen) return;
		const image = entry.view.shown;
		const size = image.naturalWidth ? `, ${image.naturalWidth} × ${image.naturalHeight}` : "";
		show(entry.answer, { note: entry.file.name + size, extra: entry.view.answer(entry.answer), seen: entry.view });
	}

	function begin(files) {
		for (const tile of tiles.children) URL.revokeObjectURL(tile.entry.url);
		if (chosen) URL.revokeObjectURL(chosen.url);
		chosen = null;
		clearError();
		hideAnswer();
		drop.hidden = true;
		more.hidden = false;
		tiles.hidden = files.length < 2;
		const entries = files.map((file) => ({ file, url: URL.createObjectURL(file) }));
		tiles.replaceChildren(...(files.length < 2 ? [] : entries.map((entry) => tileOf(entry, select))));
		select(entries[0]);
		return entries;
	}

	const take = (files) => several.answer(begin(files), answerTo, (entry) => {
		if (entry.word) nameTile(entry);
		if (entry === chosen) select(entry);
	});

	drop.take = take;
	return { title: t("Picture"), parts: [drop, place, tiles, several.element, more], take };
}

/** A picture as large as there is room; `settle` is called when it has arrived. */
function viewOf(entry, settle) {
	const image = el("img", { alt: entry.file.name, src: entry.url });
	const view = new View(image);
	image.onload = () => {
		enlarge(image, view.shot);
		if (entry.answer) settle(entry);
	};
	image.onerror = () => {
		view.shot.replaceChildren(quiet(t("{name}: the browser cannot show this kind of picture.", entry.file)));
	};
	return view;
}

function tileOf(entry, select) {
	entry.word = el("span", {}, "…");
	const thumbnail = el("img", { alt: "", loading: "lazy", src: entry.url, onerror: () => thumbnail.remove() });
	const chosen = { "aria-pressed": "false", title: entry.file.name, onclick: () => select(entry) };
	entry.tile = el("button", chosen, thumbnail, entry.word);
	entry.tile.entry = entry;
	return entry.tile;
}

async function answerTo(file) {
	const sent = await sentPicture(file);
	return predict(sent, sent === file ? typeOf(file) : sent.type);
}

/** Writes a picture's answer, or what went wrong, below the thumbnail. */
function nameTile({ answer, error, word, tile }) {
	const text = error ? error.message : answer.rows ? tn("{n} answer", "{n} answers", answer.rows.length) : summary(answer);
	word.textContent = word.title = visible(text);
	if (error) tile.classList.add("failed");
}
