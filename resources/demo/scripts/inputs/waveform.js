/* A sound's shape. */

/** Draws samples over the width of a canvas, the loudest as high as there is room. */
export function drawWaveform(canvas, samples) {
	const box = canvas.getBoundingClientRect();
	const ratio = devicePixelRatio || 1;
	canvas.width = Math.max(1, box.width * ratio);
	canvas.height = Math.max(1, box.height * ratio);
	const pen = canvas.getContext("2d");
	const middle = canvas.height / 2;
	const step = Math.max(1, samples.length / canvas.width);
	// At least 0.05: silence stays flat.
	const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0.05);
	pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent");
	for (let x = 0; x < canvas.width; x++) {
		let most = 0;
		const end = Math.min(samples.length, (x + 1) * step);
		for (let at = Math.floor(x * step); at < end; at++) most = Math.max(most, Math.abs(samples[at]));
		const high = Math.max(ratio, (most / peak) * (middle - 4 * ratio));
		pen.fillRect(x, middle - high, 1, 2 * high);
	}
}
