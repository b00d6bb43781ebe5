/* Pictures that the program does not read, and the browser does: they are sent as PNG. */

import { el } from "../interface/dom.js";

/** How such files begin: TIFF, AVIF, HEIC, and WebP that is not lossless; which of them a browser reads is its own affair. */
const converted = /^(II[*+]\0|MM\0[*+]|.{4}ftyp(avi[fs]|hei[cxms]|hev[cx]|mif1|msf1)|RIFF.{4}WEBPVP8[^L])/s;

/** The file itself, or a PNG file of what the browser shows of it. What neither reads, the program refuses with its reason. */
export async function sentPicture(file) {
	const start = new Uint8Array(await file.slice(0, 16).arrayBuffer());
	if (!converted.test(String.fromCharCode(...start))) return file;
	try {
		const picture = await createImageBitmap(file);
		const canvas = el("canvas", { width: picture.width, height: picture.height });
		canvas.getContext("2d").drawImage(picture, 0, 0);
		return (await new Promise((made) => canvas.toBlob(made, "image/png"))) || file;
	} catch {
		return file;
	}
}
