"""Bills of materials, read as other programs read them."""
