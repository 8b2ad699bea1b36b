"""The integers in which times and money are summed.

Times become whole numbers of 2⁻²⁰ s (about a microsecond), money whole millionths: sums of
integers are the same in any order, and 20 s is 20 s however it came about.
"""

TICKS_PER_S = 2**20
MILLIONTHS = 10**6

PER_UNIT = {
    "count": 1.0,
    "s": float(TICKS_PER_S),
    "h": 3600.0 * TICKS_PER_S,
    "money": float(MILLIONTHS),
}
"""What an integer sum is divided by to read in its unit."""
