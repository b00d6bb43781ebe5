"""Rules of keyboard, wheel, focus and scrolling that all widgets share."""
