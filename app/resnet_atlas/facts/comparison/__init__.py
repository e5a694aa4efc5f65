"""The comparison of two networks: the costs of their parts, and their differences in words."""
