"""Judgements: of answers, accuracy, scaling and sample data."""
