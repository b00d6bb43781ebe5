/* Making and finding elements. Everything that the page shows is made here, so nothing is ever parsed as HTML. */

import { visible } from "./visible_text.js";

export const byId = (id) => document.getElementById(id);

/**
 * An element. Properties that begin with "on" are listeners; names with a hyphen, `class`, `for` and `role` are
 * attributes; all others are the element's own properties. Children are elements or texts, and null is left out.
 */
export function el(tag, properties = {}, ...children) {
	const made = document.createElement(tag);
	if (tag === "button") made.type = "button";
	for (const [name, value] of Object.entries(properties)) {
		if (value === undefined || value === null) continue;
		if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
		else if (isAttribute(name)) made.setAttribute(name, visible(value));
		else made[name] = name === "title" ? visible(value) : value;
	}
	const present = children.flat().filter((child) => child !== null && child !== undefined);
	made.append(...present.map((child) => (child instanceof Node ? child : visible(child))));
	return made;
}

const isAttribute = (name) => name === "class" || name.includes("-") || name === "for" || name === "role";

/** A paragraph in small, grey letters. */
export const quiet = (...children) => el("p", { class: "quiet" }, ...children);
