"""How a module is followed: the one place of the graph that imports torch."""
