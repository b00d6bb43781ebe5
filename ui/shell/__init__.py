"""Main window: frame with steps and footer, navigation rules, creation of pages, desktop notifications."""
