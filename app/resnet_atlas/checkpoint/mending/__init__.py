"""The lines of PyTorch that load some weights."""
