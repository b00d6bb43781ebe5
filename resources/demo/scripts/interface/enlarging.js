/* Small pictures, such as those that models see. */

/** Small pictures are shown large, with their pixels as they are. */
export function enlarge(image, shot) {
	const longest = Math.max(image.naturalWidth, image.naturalHeight);
	if (!longest || longest >= 160) return;
	shot.classList.add("tiny");
	image.style.width = `${(image.naturalWidth / longest) * 224}px`;
}
