/* The page's start and its end: what the program says about itself becomes cards. */

import { outcome } from "./answers/answer_card.js";
import { closeDevice } from "./inputs/devices.js";
import { inputCard } from "./inputs/input_card.js";
import { inputsOfModel } from "./inputs/inputs_of_model.js";
import { byId, el } from "./interface/dom.js";
import { errorCard, showError } from "./interface/error_card.js";
import { visible } from "./interface/visible_text.js";
import { contractSentence } from "./model/contract_words.js";
import { askAbout, signIn, stayOpen, stopProgram } from "./model/engine.js";
import { describeModel, model } from "./model/model.js";
import { modelFacts } from "./model/model_facts.js";

async function start() {
	byId("stop").addEventListener("click", endProgram);
	const place = byId("main");
	// Already here: the program may have nothing to say about itself.
	place.append(errorCard);
	place.hidden = false;
	await signIn();
	describeModel(await askAbout());
	if (model.about.watched) stayOpen();
	document.title = byId("name").textContent = visible(model.about.name || "Model");
	byId("line").textContent = visible(contractSentence(model));
	place.replaceChildren(inputCard(inputsOfModel()), outcome(), modelFacts());
}

async function endProgram() {
	byId("stop").disabled = true;
	await stopProgram();
	document.querySelectorAll("video").forEach((video) => closeDevice(video.srcObject));
	const text = "The program has ended. You can close this page. Start the program again to open a new one.";
	const bye = el("section", { class: "card", tabIndex: -1, id: "bye" }, el("h2", {}, "Stopped"), el("p", {}, text));
	byId("main").replaceChildren(bye);
	byId("stop").hidden = byId("foot").hidden = true;
	bye.focus();
}

start().catch(showError);
