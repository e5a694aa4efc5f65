"""The graph of a network: its ops, the closed form of every shape, and its groups."""
