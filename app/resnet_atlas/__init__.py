"""ResNet Atlas: draws any ResNet as block diagrams, with every stride, shortcut and shape.

One way, left to right; each file imports only from its left::

    network ─► graph ─► facts ─► store ─► diagram ─► render ─► web ─► cli

No part of it is imported here, so that a layout worker or ``resnet-atlas --help`` stays light.
"""

import warnings

# What torch remarks when it is imported without NumPy, which nothing here needs.
warnings.filterwarnings("ignore", message="Failed to initialize NumPy")

__version__ = "0.2.0"
