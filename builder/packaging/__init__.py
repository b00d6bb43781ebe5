"""Packaging: the files of a program, the launcher kit, icons, and the inspection of finished products."""
