"""Readers and security checks of model files, which treat them as data: nothing of them is built or run."""
