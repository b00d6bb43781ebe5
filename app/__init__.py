"""Entry points: the command line, the window's start, settings and history."""
