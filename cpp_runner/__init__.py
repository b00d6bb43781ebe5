"""The C++ sources of the runner, as package data."""
