"""One corpus of files, valid and odd, that every kind of program answers alike."""
