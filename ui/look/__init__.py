"""Appearance of the window: colour tokens, style sheet, fonts, icons, animation."""
