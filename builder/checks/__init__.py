"""Checks: agreement of answers, accuracy, scaling of pictures, and the user's sample data."""
