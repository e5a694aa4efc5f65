"""The Python API: ``import resnet_atlas as ra; net = ra.trace(module)``."""
