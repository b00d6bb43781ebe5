/*
 * The core's sentences in German. The core says them in English; here are their forms, with places for what it puts in.
 * What has no form here stays English.
 */

import { language } from "../interface/words.js";

const placeForm = /\\\{(\w+)\\\}/g;

/** A sentence's form in English, and its German; without German, as in the sources by themselves, it is never found. */
function pair(text) {
	const [english, german] = [text].flat();
	const form = english.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(placeForm, (_, name) => `(?<${name}>.+?)`);
	return { form: new RegExp(`^${form}$`, "s"), german };
}

/** The longer and surer forms stand before those that begin with a place. */
const pairs = [
	pair("There is no data"),
	pair("It has 0 bytes."),
	pair("Send a file's content."),
	pair("The data is not what its type says"),
	pair("It is called {type} and holds {kind}."),
	pair("Send it with its own type, or save it again."),
	pair("Data of this type is not read"),
	pair("It is called {type}."),
	pair("Send a picture, a WAV sound, CSV, JSON, .npy or .npz, and name its type."),
	pair("The file does not fit this model"),
	pair("The file holds no numbers that can be read"),
	pair("It is {kind}, and this model takes {wanted}."),
	pair("Files that it reads end with {endings}; --info tells more."),
	pair("The picture {name} cannot be read"),
	pair("It is {kind}, which is not read here."),
	pair("Open it in a program that shows pictures, and save it as PNG or JPEG."),
	pair("Give it as one of: {formats}."),
	pair("The file is empty."),
	pair("It is cut off."),
	pair("It is damaged."),
	pair("It is of a rare kind, or its header is damaged."),
	pair("It is a JPEG of a rare kind: 12 bits, lossless or arithmetic coding, or odd sampling."),
	pair("It needs more memory than one picture may use."),
	pair("It does not begin like a picture of a known format."),
	pair("It is {width} x {height} pixels; at most 178 million, and a million along a side, are read."),
	pair("This is not a sound that can be read"),
	pair("Its first bytes are not those of a WAV file."),
	pair("Save it again as WAV, for example with Audacity."),
	pair("The WAV file cannot be read"),
	pair("Its header is damaged."),
	pair("Its header is cut off."),
	pair("The sound is cut off"),
	pair("Its header promises {wanted} samples, there are {found}."),
	pair("Copy or save it again."),
	pair("The sound is empty"),
	pair("It has no samples."),
	pair("Record or save it again."),
	pair("The table cannot be read"),
	pair("Its quotes or lines are damaged ({why})."),
	pair("Save it again as CSV."),
	pair("The table is empty"),
	pair("It has no row."),
	pair("Below its header there is no row."),
	pair("Save it again, with rows."),
	pair("The table has no column \"{column}\""),
	pair("Its columns are {found}; the model needs {wanted}."),
	pair("Name its columns like those, or leave the line with names out and keep the model's order."),
	pair("The table has too many rows"),
	pair("At most {rows} are answered at once."),
	pair("Use fewer rows, or the command line, which answers any number."),
	pair("{cell} is empty"),
	pair("The model needs a number in every column."),
	pair("Fill it in or leave the row out."),
	pair("{cell} is no number"),
	pair("It holds \"{text}\"."),
	pair("Write a number, or remove the row."),
	pair("Write numbers only."),
	pair("Row {row} has {values} values"),
	pair("The model takes {wanted}."),
	pair("Give one value a column; --info names the columns."),
	pair("Give one value a column."),
	pair("The column \"{column}\" is missing"),
	pair("Give it too."),
	pair("The series is too short"),
	pair("It has {rows} rows, and the model takes {steps} at a time."),
	pair("Give a table of at least {steps} rows."),
	pair("The text has no words"),
	pair("The model needs at least one."),
	pair("Give a text with words."),
	pair("The text is too long"),
	pair("It has {bytes} bytes; at most 1,000,000 are read."),
	pair("Give a shorter text."),
	pair("The JSON cannot be read"),
	pair("It is not valid at line {line}, column {column}."),
	pair("Save it again as JSON."),
	pair("This is not a .npy file"),
	pair("It does not start like one."),
	pair("Save it with numpy.save."),
	pair("This is an Excel file"),
	pair("Its cells are not read."),
	pair("Save it as CSV."),
	pair("The array \"{name}\" is missing"),
	pair("The file holds {names}."),
	pair("Save one for each of {names}."),
	pair("Its first row is taken for names: {names}"),
	pair("a {format} picture"),
	pair("a WAV sound"),
	pair("{format} data"),
	pair("an array"),
	pair("a ZIP archive"),
	pair("a picture"),
	pair("a sound"),
	pair("a table"),
	pair("something unknown"),
	pair("pictures"),
	pair("sounds (WAV)"),
	pair("rows of numbers"),
	pair("numbers"),
	pair("texts"),
	pair("file"),
	pair("Row {row}, column \"{column}\""),
	pair("Row {row}, column {column}"),
];

/** A sentence of the core's in German; null where its form is not known, and for other readers. */
export function germanSentence(text) {
	if (language !== "de") return null;
	for (const { form, german } of pairs) {
		const found = german && form.exec(text);
		if (found) return german.replace(/\{(\w+)\}/g, (_, name) => germanSentence(found.groups[name]) ?? found.groups[name]);
	}
	return null;
}

/** What is told of the command line; here is none, and the German does not speak of it either. */
const ofCommandLine = /, or (?:use )?the command line, which [^.]*|; --info [^.]*/g;

/** A sentence of the core's as it is, without what only a command line can do. */
export const englishSentence = (text) => text.replace(ofCommandLine, "");

/** An answer whose rows and note say in German what the core says of them, where that is spoken here. */
export function withGerman(answer) {
	const note = answer.note && (germanSentence(answer.note) ?? answer.note);
	const rows = answer.rows?.map((row) => {
		if (!row.error) return row;
		const german = germanSentences(row.error);
		return german ? { ...row, error: german, lang: "de" } : { ...row, error: englishSentence(row.error) };
	});
	return { ...answer, ...(note ? { note } : {}), ...(rows ? { rows } : {}) };
}

/** What happened, why and what to do in one text, as a row has it; null unless all of it is known. */
function germanSentences(text) {
	const [what, ...others] = text.split(/(?<=\.) /);
	const german = [germanSentence(what.replace(/\.$/, "")), ...others.map(germanSentence)];
	return german.includes(null) ? null : [`${german[0]}.`, ...german.slice(1)].join(" ");
}
