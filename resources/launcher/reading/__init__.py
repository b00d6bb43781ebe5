"""Files that users name, to arrays."""
