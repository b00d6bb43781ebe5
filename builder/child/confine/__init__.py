"""Confinement of a child before it opens a model."""
