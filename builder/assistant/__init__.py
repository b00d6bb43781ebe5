"""Helper process of the window: inspects models, tries samples, checks data, while the window stays responsive."""
