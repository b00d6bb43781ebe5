"""Data and programs that travel with the engine: templates, the launcher, the demo page, samples."""
