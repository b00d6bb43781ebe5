"""Loaded models of every format, ready to answer."""
