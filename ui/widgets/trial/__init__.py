"""Widgets of the panel "Try it now"."""
