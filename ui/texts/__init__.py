"""Texts of the window about contracts, jobs, samples, results and history records."""
