"""All benchmarks, one after another."""

from benchmarks import latency, products, work

for benchmark in (work, latency, products):
    benchmark.main()
