"""What is measured, against what, and how to repeat it. Benchmarks print; they never fail on time."""
