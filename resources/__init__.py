"""Package data of the engine: templates, the launcher, the demo page, icons, translations, the bundled sample."""
