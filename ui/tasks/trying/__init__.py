"""Trying finished programs: the program, its demo page, the original beside it."""
