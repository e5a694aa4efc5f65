"""Networks: specs, names, PyTorch modules and source."""
