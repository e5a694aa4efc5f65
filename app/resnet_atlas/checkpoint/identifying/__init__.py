"""Names and shapes → the network that has them, or the nearest one."""
