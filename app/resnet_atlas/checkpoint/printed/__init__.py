"""What people paste: PyTorch's errors, and lists of names and shapes."""
