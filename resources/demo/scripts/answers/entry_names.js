/* Names of classes. */

export const nameOf = (entry) => entry.label ?? `class ${entry.index}`;
