"""What the window says about jobs, samples, results and records."""
