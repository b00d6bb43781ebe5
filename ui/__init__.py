"""The wizard's window. Everything that imports Qt lives below this package."""
