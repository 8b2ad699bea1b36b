"""How questions are asked: replications, paired comparisons, and what may be said of them."""
