"""What an approval costs: time, requests, state and memory, each against a yardstick of the same run.

`python -m tools.benchmarks` prints a table and writes `results.json` and a picture for the documentation.
"""
