"""Paths of blocks, and of the layers in them, in the names of tensors."""

import re

IN_BLOCK = re.compile(r"(layer(\d{1,3})\.(\d{1,4}))\.(.+)\.([^.]+)$")
