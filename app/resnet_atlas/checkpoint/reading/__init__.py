"""A file of weights → the names, shapes and types of its tensors. Nothing in it is run."""
