"""Pieces of the page about input and answers."""
