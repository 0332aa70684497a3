"""The yardstick of `reading`: the first sheet read by polars through fastexcel (pip install fastexcel polars pyarrow).

python3 fastexcel_read.py FILE.xlsx prints rows, seconds and peak memory.
"""

import resource
import sys
import time

import fastexcel

begun = time.perf_counter()
frame = fastexcel.read_excel(sys.argv[1]).load_sheet(0).to_polars()
groups = frame.group_by(frame.columns[4]).len()
seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"fastexcel          {seconds:.3f} s, {frame.height} rows, {groups.height} groups, peak {peak} MB")
