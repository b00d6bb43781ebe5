"""Values, words and errors that every other room uses."""
