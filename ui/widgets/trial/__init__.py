"""Trying a finished program."""
