"""The compiled engine: the words and the order of `reference/`, over the arrays of `tables`."""
