/* Pictures from files: dropped, pasted or chosen, one or several. */

import { hideAnswer } from "../answers/answer_card.js";
import { summary } from "../answers/answer_words.js";
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
	const progress = el("p", { class: "quiet", hidden: true });
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
	/** Counts what was given, so that answers to earlier pictures are not shown among later ones. */
	let batch = 0;
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

	async function take(files) {
		const mine = ++batch;
		const entries = begin(files);
		let done = 0;
		for (const entry of entries) {
			await answerTo(entry);
			if (mine !== batch) return;
			progress.hidden = files.length < 2;
			done++;
			const all = tn("{n} picture answered", "{n} pictures answered", done);
			progress.textContent = done < files.length ? t("{n} of {all}", { n: done, all: files.length }) : all;
			if (entry === chosen) select(entry);
		}
	}

	drop.take = take;
	return { title: t("Picture"), parts: [drop, place, tiles, progress, more], take };
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
	const thumbnail = el("img", { alt: "", loading: "lazy", src: entry.url });
	const chosen = { "aria-pressed": "false", title: entry.file.name, onclick: () => select(entry) };
	entry.tile = el("button", chosen, thumbnail, entry.word);
	entry.tile.entry = entry;
	return entry.tile;
}

/** Asks for a picture's answer, and writes it below the thumbnail. A failure is kept: the others are asked for too. */
async function answerTo(entry) {
	try {
		const sent = await sentPicture(entry.file);
		entry.answer = await predict(sent, sent === entry.file ? typeOf(entry.file) : sent.type);
		if (!entry.word) return;
		const { rows } = entry.answer;
		const text = rows ? tn("{n} answer", "{n} answers", rows.length) : summary(entry.answer);
		entry.word.textContent = entry.word.title = visible(text);
	} catch (error) {
		entry.error = error;
		if (!entry.word) return;
		entry.word.textContent = visible(error.message);
		entry.tile.classList.add("failed");
	}
}
