/* What the microphone hears, as samples. */

import { closeDevice, openDevice } from "./devices.js";

const pieceLength = 2048;

/**
 * Records in mono, as the microphone gives it: what makes voices clearer would change what the model hears.
 * onPiece(pieces, seconds) is called with all pieces so far and their length, after each.
 * The result's `end()` stops it, and gives the pieces and their rate.
 */
export async function startRecording(onPiece) {
	const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
	const stream = await openDevice({ audio: plain });
	const context = new AudioContext();
	const rate = context.sampleRate;
	const pieces = [];
	// An audio worklet would need a script of its own, which this page's own rules forbid.
	const node = context.createScriptProcessor(pieceLength, 1, 1);
	node.onaudioprocess = (event) => {
		pieces.push(event.inputBuffer.getChannelData(0).slice());
		onPiece(pieces, (pieces.length * pieceLength) / rate);
	};
	context.createMediaStreamSource(stream).connect(node);
	node.connect(context.destination);
	return {
		end() {
			node.onaudioprocess = null;
			closeDevice(stream);
			context.close();
			return { pieces, rate };
		},
	};
}
