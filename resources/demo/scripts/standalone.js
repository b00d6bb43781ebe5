/* The first module of the page that is the model. */

import { byId } from "./interface/dom.js";
import { openPage } from "./page.js";
import { offerDriver } from "./standalone/driver.js";
import { selfTestCard } from "./standalone/self_test.js";
import { workerEngine } from "./standalone/worker_engine.js";

const opened = openPage(workerEngine);
offerDriver();
opened.then((isOpen) => {
	if (isOpen) byId("main").prepend(selfTestCard());
});
