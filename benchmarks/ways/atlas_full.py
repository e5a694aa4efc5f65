"""ResNet Atlas, every op of every block."""

from resnet_atlas.diagram.view import View
from resnet_atlas.network.network import Network
from resnet_atlas.render.pictures import Pictures

from benchmarks.ways import atlas
from benchmarks.ways.atlas import make as make

WHOLE = View(detail="full", fold=False)


def picture(it: tuple[Network, Pictures], size: tuple[int, int]) -> bytes:
    """The diagram as SVG."""
    return atlas.picture(it, size, WHOLE)
