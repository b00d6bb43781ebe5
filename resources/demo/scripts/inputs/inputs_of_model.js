/* Which ways in a model has. */

import { model } from "../model/model.js";
import { stepSize } from "../model/shapes.js";
import { cameraInput } from "./camera_input.js";
import { drawingInput, isDrawable } from "./drawing_input.js";
import { numbersInput } from "./numbers_input.js";
import { areParts, partsInput } from "./parts_input.js";
import { pictureInput } from "./picture_input.js";
import { seriesInput } from "./series_input.js";
import { soundInput } from "./sound_input.js";
import { tableInput } from "./table_input.js";
import { textInput } from "./text_input.js";

/** The ways in by the kind of the model's input, the first one first; several inputs are numbers, whatever they are. */
export function inputsOfModel() {
	const { input } = model;
	if (areParts()) return [partsInput(), ...(input ? [numbersInput()] : [])];
	if (!input) return [numbersInput()];
	if (input.kind === "audio") return [soundInput()];
	if (input.kind === "table") return [stepSize(input) ? seriesInput() : tableInput()];
	if (input.kind === "text") return [textInput()];
	if (input.kind !== "image") return [numbersInput()];
	// Browsers give no camera to pages that did not come from this computer or by https.
	const hasCamera = Boolean(navigator.mediaDevices?.getUserMedia);
	return [pictureInput(), ...(isDrawable() ? [drawingInput()] : []), ...(hasCamera ? [cameraInput()] : [])];
}
