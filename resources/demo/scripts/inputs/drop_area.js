/* An area that files are dropped on, with a button that opens the browser's own chooser. */

import { el, quiet } from "../interface/dom.js";
import { icon } from "../interface/icons.js";
import { t } from "../interface/words.js";
import { model } from "../model/model.js";

/**
 * The element; its `take` is called with the files, and `choose` opens the chooser.
 * symbol: The icon's name (interface/icons.js). title, text, button: What it says.
 * several: Whether many files can be chosen at once. beside: A button beside its own.
 * small: Whether it has neither icon nor height.
 */
export function dropArea({ symbol, title, text, button = t("Choose a file"), several = false, beside = null, small = false }) {
	const kinds = { picture: ["image/*"], sound: ["audio/*"] }[symbol] || [];
	const accept = [...kinds, ...model.reads].join(",");
	const chooser = el("input", {
		type: "file", multiple: several, hidden: true, accept, tabIndex: -1, "aria-hidden": "true",
		onchange: () => {
			const files = [...chooser.files];
			// Else choosing the same file again would be no change.
			chooser.value = "";
			if (files.length) area.take(files);
		},
	});
	const choose = el("button", { class: beside ? "" : "primary", onclick: () => chooser.click() }, button);
	const area = el("div", { class: small ? "drop small" : "drop" },
		small ? null : icon(symbol), el("strong", {}, title), quiet(text),
		el("div", { class: "row" }, choose, beside), chooser);
	area.choose = () => chooser.click();
	return area;
}
