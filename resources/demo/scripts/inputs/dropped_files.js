/* What is dropped on the page. */

import { showError } from "../interface/error_card.js";
import { Refusal } from "../interface/refusal.js";
import { t } from "../interface/words.js";

/** The files of a drop. Where a folder is among them there are none, and a card says so. */
export function droppedFiles({ dataTransfer: { files, items } }) {
	if (![...items].some((item) => item.webkitGetAsEntry()?.isDirectory)) return [...files];
	showError(new Refusal(t("This is a folder"), t("Open it and drop the files in it.")));
	return [];
}
