/* The Content-Type that a file is sent with. */

import { model } from "../model/model.js";

/** Browsers know some of these by other types, or by none, depending on the system. */
const types = {
	npy: "application/x-npy",
	npz: "application/x-npz",
	json: "application/json",
	csv: "text/csv",
	tsv: "text/csv",
	txt: "text/csv",
	wav: "audio/wav",
	wave: "audio/wav",
};

/** By its ending, else by what the browser says, else by what the model takes. */
export function typeOf(file) {
	const ending = file.name.toLowerCase().split(".").pop();
	if (types[ending]) return types[ending];
	if (file.type) return file.type;
	// The ending may have letters that no header takes.
	return model.input?.kind === "image" ? "image/x-unknown" : "application/octet-stream";
}
