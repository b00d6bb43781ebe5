"""Basic types and functions: errors, translation, number formats, arrays, file checks, names."""
