"""Every figure computed a second time, in plain NumPy: what the compiled passes are held to.

Shared with the package is what a figure *is*: the register, the parts, the names of scopes and of
the nodes of the picture, and the edges of the histogram. How it is found in the logs is told here
anew, with a mask for every condition and a column for every value.
"""

from plain.tally import measure

__all__ = ["measure"]
