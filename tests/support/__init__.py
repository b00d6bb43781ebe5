"""Helpers of tests: processes, browsers, file systems, temporary environments, shared fixtures."""
