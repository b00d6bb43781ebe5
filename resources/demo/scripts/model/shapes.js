/* Shapes of tensors: lists of sizes, the batch first; -1 is any size. */

import { t } from "../interface/words.js";
import { model } from "./model.js";

/** A shape without its batch, in words. */
export function sizes(shape) {
	return (shape || []).slice(1).map((size) => (size < 0 ? t("any") : size)).join(" × ") || "1";
}

/** How many numbers a shape holds; negative where a size may be any. */
export const product = (shape) => (shape || []).reduce((whole, size) => whole * size, 1);

/** How many numbers a step of a series has that a table's input takes; 0 for other inputs. */
export function stepSize({ shape, kind } = model.input) {
	return kind === "table" && shape.length === 3 && shape[1] !== 1 ? Math.max(shape[2], 0) : 0;
}

/** Whether one number stands for two classes. */
export const isYesOrNo = ({ kind, shape }) => kind === "classes" && product(shape) === 1;

/** Height, width and channels of a picture's input. */
export function frame({ shape, layout } = model.input) {
	if (shape.length === 3) return [shape[1], shape[2], 1];
	return layout === "nchw" ? [shape[2], shape[3], shape[1]] : [shape[1], shape[2], shape[3]];
}

/** A flat list as nested ones of a shape. */
export function nested(flat, shape) {
	if (shape.length < 2) return flat;
	const [rows, ...rest] = shape;
	const part = (row) => flat.slice((row * flat.length) / rows, ((row + 1) * flat.length) / rows);
	return Array.from({ length: rows }, (_, row) => nested(part(row), rest));
}
