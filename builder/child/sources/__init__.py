"""Loaded models of every format behind one interface: description, inference, export for the converter."""
