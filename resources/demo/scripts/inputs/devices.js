/* Camera and microphone. */

import { Refusal } from "../interface/refusal.js";
import { t } from "../interface/words.js";

/** A stream of the camera or the microphone; a Refusal where it is not there or not allowed. */
export async function openDevice(wanted) {
	try {
		return await navigator.mediaDevices.getUserMedia(wanted);
	} catch (error) {
		const refused = error.name === "NotAllowedError";
		throw new Refusal(
			wanted.video ? t("The camera cannot be used") : t("The microphone cannot be used"),
			refused ? t("The browser was not allowed to use it.") : t("The browser found none that is free."),
			t("Allow it in the browser's address bar, or connect one, and try again."),
		);
	}
}

/** Ends a stream, and with it the browser's sign that something is recorded. */
export function closeDevice(stream) {
	stream?.getTracks().forEach((track) => track.stop());
}
