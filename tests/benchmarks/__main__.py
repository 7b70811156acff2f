"""Run every benchmark and print its ratios: `make bench`, or `python -m tests.benchmarks`."""

from tests.benchmarks import big_files, first_chart, limits, second_delivery

first_chart.main([])
limits.main([])
big_files.main([])
second_delivery.main([])
