"""Ways to ask the engine: export, comparison, inspection, scaling."""
