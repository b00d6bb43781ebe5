/* The page's start and its end: what the engine says about the model becomes cards. */

import { outcome } from "./answers/answer_card.js";
import { closeDevice } from "./inputs/devices.js";
import { inputCard } from "./inputs/input_card.js";
import { inputsOfModel } from "./inputs/inputs_of_model.js";
import { byId, el } from "./interface/dom.js";
import { errorCard, showError } from "./interface/error_card.js";
import { startProgress } from "./interface/start_progress.js";
import { visible } from "./interface/visible_text.js";
import { t } from "./interface/words.js";
import { contractSentence } from "./model/contract_words.js";
import { stopEngine, useEngine } from "./model/engine.js";
import { describeModel, model } from "./model/model.js";
import { modelFacts } from "./model/model_facts.js";

/** Shows the page of an engine (see model/engine.js), or why there is none. Gives whether it could. */
export async function openPage(engine) {
	useEngine(engine);
	byId("foot").textContent = engine.place;
	byId("name").textContent = t("Starting");
	byId("stop").textContent = t("Stop");
	byId("stop").title = t("Ends the program that serves this page");
	byId("stop").hidden = !engine.stop;
	byId("stop").addEventListener("click", endEngine);
	const place = byId("main");
	const progress = startProgress();
	// Already here: the engine may have nothing to say about itself.
	place.append(errorCard, progress.element);
	place.hidden = false;
	try {
		describeModel(await engine.start(progress.report));
		document.title = byId("name").textContent = visible(model.about.name || t("Model"));
		byId("line").textContent = visible(contractSentence(model));
		const card = inputCard(inputsOfModel());
		place.replaceChildren(card, outcome(), modelFacts());
		engine.givenFiles?.(model.about.given ?? []).then(card.take).catch(showError);
		return true;
	} catch (error) {
		progress.element.remove();
		byId("name").textContent = t("Not started");
		showError(error);
		return false;
	}
}

async function endEngine() {
	byId("stop").disabled = true;
	await stopEngine();
	document.querySelectorAll("video").forEach((video) => closeDevice(video.srcObject));
	const text = t("The program has ended. You can close this page. Start the program again to open a new one.");
	const bye = el("section", { class: "card", tabIndex: -1, id: "bye" }, el("h2", {}, t("Stopped")), el("p", {}, text));
	byId("main").replaceChildren(bye);
	byId("stop").hidden = byId("foot").hidden = true;
	bye.focus();
}
