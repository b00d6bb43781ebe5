/* Names of classes. */

import { t } from "../interface/words.js";

export const nameOf = (entry) => entry.label ?? t("class {index}", entry);
