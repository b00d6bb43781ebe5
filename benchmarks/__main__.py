"""All benchmarks, one after another."""

from benchmarks import latency, pictures, products, window, work

for benchmark in (work, latency, products, pictures, window):
    benchmark.main()
