"""Runs all benchmarks one after another."""

from benchmarks import confinement, latency, pictures, products, variants, web_page, window, work

for benchmark in (work, confinement, latency, variants, products, pictures, web_page, window):
    benchmark.main()
