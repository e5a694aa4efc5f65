"""ResNet Atlas: draws any ResNet as block diagrams, with every stride, shortcut and shape.

One way, left to right; each file imports only from its left::

    spec ─► model ─► trace ─► graph ─► diagram ─► render ─► atlas ─► web, cli

Nothing is imported here, so that a layout worker or ``resnet-atlas --help`` stays light.
"""

__version__ = "0.1.0"
