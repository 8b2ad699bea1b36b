"""The bins in which waits on live channels are counted."""

WAIT_EDGES_S = (
    0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0, 300.0, 420.0, 600.0,
    900.0, 1200.0, 1800.0, 3600.0, 7200.0,
)  # fmt: skip
"""Upper edges of the bins of the histogram, belonging to their bin: the first holds the visits
answered (or given up) at once, the last of all what waited longer than the last edge."""

HISTOGRAM = ("answered_live", "abandoned_live")
"""Rows of the histogram: the parts whose visits they count."""
