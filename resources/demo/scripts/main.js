/* The first module of the page that a program serves. */

import { servedEngine } from "./model/served_engine.js";
import { openPage } from "./page.js";

openPage(servedEngine);
