"""Benchmarks: each measures Litecrate and the alternative in the same run, and writes JSON and Markdown."""
