"""`python -m benchmarks`: every benchmark, one after the other."""

import sys

from benchmarks import plain_queue, retail_day

missed = plain_queue.main([])
print()
sys.exit(retail_day.main([]) or missed)
