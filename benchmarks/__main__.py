"""All benchmarks, one after another."""

from benchmarks import latency, products, window, work

for benchmark in (work, latency, products, window):
    benchmark.main()
