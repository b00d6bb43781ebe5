"""All benchmarks, one after another."""

from benchmarks import latency, products, variants, window, work

for benchmark in (work, latency, variants, products, window):
    benchmark.main()
