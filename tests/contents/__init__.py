"""Malicious and damaged models and files for security tests."""
