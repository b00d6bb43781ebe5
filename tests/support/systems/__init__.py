"""Computers of other kinds for tests: without a network, with a full disk, with a window that nobody sees."""
