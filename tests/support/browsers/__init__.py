"""Browsers for tests: real ones that are steered, and small programs in the place of one."""
