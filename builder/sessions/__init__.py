"""The engine's side of the children that open models."""
