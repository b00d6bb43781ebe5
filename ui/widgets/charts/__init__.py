"""Figures as bars, dots and tables."""
