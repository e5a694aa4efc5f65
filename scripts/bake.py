"""Write the graphs of all networks that have a name as package data: then they need no torch."""

from resnet_atlas.graph.tracing.jobs import trace_spec
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.module.relatives import relatives
from resnet_atlas.network.relatives import PATH as RELATIVES
from resnet_atlas.store import baked
from resnet_atlas.store.relatives import write
from torch import nn


def shapes_of(module: nn.Module) -> dict[str, tuple[int, ...]]:
    """The names and shapes of a module's weights."""
    return {name: tuple(weight.shape) for name, weight in module.state_dict().items()}


baked.write({spec: trace_spec(spec) for spec in baked.specs_to_bake()})
print(f"{baked.PATH.name}: {baked.PATH.stat().st_size:,} bytes")
try:
    write((name, trace(module), shapes_of(module)) for name, module in relatives())
    print(f"{RELATIVES.name}: {RELATIVES.stat().st_size:,} bytes")
except ImportError:
    print("torchvision isn't installed, so AlexNet, VGG, DenseNet and so on are left out")
