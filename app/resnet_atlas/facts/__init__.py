"""Facts that follow from a graph: costs, layers, totals, and the comparison of two networks."""
