"""Models and files that try to do harm."""
