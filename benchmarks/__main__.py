"""All benchmarks, one after another."""

from benchmarks import latency, pictures, products, variants, window, work

for benchmark in (work, latency, variants, products, pictures, window):
    benchmark.main()
