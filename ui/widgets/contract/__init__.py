"""Widgets of the contract page."""
