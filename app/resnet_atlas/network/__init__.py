"""What is asked for: a network's spec, its names, its PyTorch module and source."""
