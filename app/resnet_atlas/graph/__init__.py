"""What a network is: its ops, the closed form of every shape, and how they nest."""
