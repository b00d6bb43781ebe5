"""Benchmarks: each is one command, measures us and the alternative in the same run, and writes JSON and Markdown."""
