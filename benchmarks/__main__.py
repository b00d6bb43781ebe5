"""Runs all benchmarks one after another."""

from benchmarks import confinement, latency, pictures, products, variants, window, work

for benchmark in (work, confinement, latency, variants, products, pictures, window):
    benchmark.main()
