/* The model that the program runs, as its /about describes it (docs/page.md, docs/runner.md). */

/**
 * about: The whole description.
 * inputs, outputs: Of the contract.
 * input: The input, where there is only one, else null.
 * reads: Endings of the files that the program reads itself.
 * limit: The largest file that it takes, in bytes.
 * hasPictures: Whether an answer has a mask or a picture.
 * detector: The output that carries boxes or points, if there is one, else null.
 */
export const model = {
	about: null,
	inputs: [],
	outputs: [],
	input: null,
	reads: [],
	limit: Infinity,
	hasPictures: false,
	detector: null,
};

/** Whether an output is one of the detector's, whose numbers are shown as boxes or points. */
export const isOfDetector = (output) => output === model.detector || Boolean(model.detector && output.part);

/** Takes in what the program says about itself. */
export function describeModel(about) {
	const { inputs, outputs } = about.contract;
	Object.assign(model, {
		about,
		inputs,
		outputs,
		input: inputs.length === 1 ? inputs[0] : null,
		reads: about.reads || [],
		limit: about.limits?.bytes ?? Infinity,
		detector: outputs.find((output) => output.detector && /^(boxes|points)$/.test(output.kind)) || null,
		hasPictures: outputs.some((output) => output.kind === "mask" || output.kind === "picture"),
	});
}
