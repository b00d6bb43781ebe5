"""Models for tests, made by programs of their own or without any framework."""
