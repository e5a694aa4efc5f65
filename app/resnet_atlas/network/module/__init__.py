"""``ResNetSpec`` → ``torch.nn.Module`` on the meta device, where tensors have shapes and no memory.

Module paths and ``state_dict`` keys are torchvision's (``torchvision/models/resnet.py``), so a path
in a diagram works in code that uses torchvision.
"""

from resnet_atlas.network.module.network import ResNet, build

__all__ = ["ResNet", "build"]
