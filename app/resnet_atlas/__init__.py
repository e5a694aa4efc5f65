"""ResNet Atlas: draws any ResNet as block diagrams, with every stride, shortcut and shape.

One way, left to right; each file imports only from its left::

    network ─► graph ─► facts ─► store ─► diagram ─► render ─► web ─► cli

In Python, ``resnet_atlas.trace(module)`` gives the network of a module (``library/net.py``).
No part of it is imported here before it is used, so that a layout worker or ``resnet-atlas --help``
stays light.
"""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from resnet_atlas.library.net import Net, load, trace

# What torch remarks when it is imported without NumPy, which nothing here needs.
warnings.filterwarnings("ignore", message="Failed to initialize NumPy")

__all__ = ["Net", "__version__", "load", "trace"]

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    """What the package offers in Python, imported when it is first used."""
    if name in ("Net", "load", "trace"):
        return getattr(import_module("resnet_atlas.library.net"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
