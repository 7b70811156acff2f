"""Run every benchmark and print its ratios: `make bench`, or `python -m tests.benchmarks`."""

from tests.benchmarks import first_chart, load_again

first_chart.main()
load_again.main()
