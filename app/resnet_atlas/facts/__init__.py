"""What follows from a graph: costs, layers, sums, and what two networks differ in."""
