"""Table 1 of the ResNet paper: what it prints, and the same computed."""
