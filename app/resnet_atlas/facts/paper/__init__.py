"""Table 1 of the ResNet paper: its printed numbers, and the same table computed."""
