/* Line drawings, 32 by 32, for the areas that take files. */

const paths = {
	picture: "M4 6.5h24v19H4z M4 21l7-7 6 6 4-4 7 6 M20.5 12.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0",
	sound: "M5 13v6 M10 9v14 M15.5 5v22 M21 10v12 M26.5 13.5v5",
	table: "M4 6h24v20H4z M4 12.5h24 M4 19h24 M12 6v20 M20 6v20",
	tensor: "M16 4l11 6v12l-11 6-11-6V10z M5 10l11 6 11-6 M16 16v12",
};

/** An icon by its name in `paths`; it says nothing that its neighbours do not say. */
export function icon(name) {
	const namespace = "http://www.w3.org/2000/svg";
	const svg = document.createElementNS(namespace, "svg");
	svg.setAttribute("viewBox", "0 0 32 32");
	svg.setAttribute("aria-hidden", "true");
	const path = document.createElementNS(namespace, "path");
	path.setAttribute("d", paths[name]);
	svg.append(path);
	return svg;
}
