/* Sounds as the program reads them: mono WAV files. */

/** Mono samples from -1 to 1 as a 16-bit WAV file; its head is eleven words of 32 bits (RIFF, "fmt ", "data"). */
export function wavFile(samples, rate) {
	const size = samples.length * 2;
	const head = [
		0x46464952, 36 + size, 0x45564157, 0x20746d66, 16, 0x00010001, rate, rate * 2, 0x00100002, 0x61746164, size,
	];
	const whole = Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32767));
	return new Blob([new Uint32Array(head), whole], { type: "audio/wav" });
}

/** The mean of a sound file's channels, and its rate. The browser reads what the program does not (MP3, M4A ...). */
export async function decodeSound(file) {
	const context = new AudioContext();
	try {
		const sound = await context.decodeAudioData(await file.arrayBuffer());
		const channels = sound.numberOfChannels;
		const samples = new Float32Array(sound.length);
		for (let channel = 0; channel < channels; channel++) {
			sound.getChannelData(channel).forEach((sample, place) => { samples[place] += sample / channels; });
		}
		return { samples, rate: sound.sampleRate };
	} finally {
		context.close();
	}
}

/** Pieces of samples as one. */
export function joinSamples(pieces) {
	const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
	let place = 0;
	for (const piece of pieces) {
		all.set(piece, place);
		place += piece.length;
	}
	return all;
}
