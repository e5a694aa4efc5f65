"""A network of the reader's own in Python: its layers, shapes, pictures, memory, and proof.

>>> import resnet_atlas as ra
>>> from torch import nn
>>> net = ra.trace(nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU()), "small")
>>> net.shape((225, 320), batch=2)
(2, 8, 112, 159)
>>> net.verify((225, 320))
[]
"""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from resnet_atlas.diagram.view import View
from resnet_atlas.errors import BadNetwork, without_torch
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.memory.budget import Budget
from resnet_atlas.facts.memory.memory import Memory
from resnet_atlas.graph.difference import Difference
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.names import with_plain_names
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.library import drawing
from resnet_atlas.library.accepted import Accepted, accepted
from resnet_atlas.library.layer_list import LayerList
from resnet_atlas.library.live import Live
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.traced import plain_name
from resnet_atlas.store.graph_file import read, write
from resnet_atlas.store.traced import identified

if TYPE_CHECKING:
    from torch import nn

TRACE = "resnet_atlas.graph.tracing.jobs:trace_module"
"""What traces a module: a name, since importing it loads torch."""

GivenSize = int | tuple[int, int] | str | None
"""A side of a square, height and width, or a text such as ``"225x320"``; None is the usual one."""


class Net:
    """A network at every input size. ``trace`` and ``load`` make it.

    ``graph`` has its ops, groups and closed forms. Sizes are ``224``, ``(225, 320)`` (height and
    width) or ``"225x320"``; what is left out is the size that the network was made for, as far as
    can be told. Every method raises ``AtlasError`` where the input isn't one the network takes.
    """

    def __init__(
        self, name: str, graph: Graph, module: "nn.Module | None" = None, size: Size | None = None
    ) -> None:
        self.graph = with_plain_names(graph)
        self.network = Network(plain_name(name), identified(self.graph, None, size))
        self._module = module
        self._runs: dict[Size, Graph] = {}

    @property
    def name(self) -> str:
        """What it is called."""
        return self.network.name

    def __repr__(self) -> str:
        size = self.network.usual_size
        shapes = [
            self._shown(op.output.shape(size)) for op in (self.graph.ops[0], self.graph.ops[-1])
        ]
        return f"<Net {self.name}: {len(self.graph.layers)} layers, {' → '.join(shapes)}>"

    def _at(self, size: Size) -> Graph:
        """The graph at an input of ``size``: the module runs again where the graph doesn't hold."""
        if self._module is None or self.graph.holds_at(size):
            return self.graph
        if size not in self._runs:
            graph = resolve_name(TRACE)(self._module, self.name, size)
            self._runs[size] = with_plain_names(graph)
        return self._runs[size]

    @staticmethod
    def _shown(shape: Shape) -> str:
        return "×".join(map(str, shape[1:]))

    def _size(self, given: GivenSize) -> Size:
        return self.network.usual_size if given is None else parsed(given)

    def shape(self, size: GivenSize = None, batch: int = 1) -> Shape:
        """The shape of the output, batch first."""
        its_size = self._size(size)
        return self._at(its_size).shapes(its_size, batch)[-1]

    def layers(self, size: GivenSize = None, batch: int = 1) -> LayerList:
        """Every layer with its shapes, parameters and MACs: a list that rich and pandas print.

        ``pandas.DataFrame(net.layers())`` has a column for each field of a layer.
        """
        its_size = self._size(size)
        facts = Facts(self._at(its_size), its_size, batch)
        return LayerList(self.name, facts.layers)

    def draw(self, path: str | PathLike[str], **options: Any) -> Path:
        """Write a picture. The ending says the format: svg, png, pdf, dot, tikz, drawio, mmd, json.

        ``options`` are those of a view: ``detail`` (stage, block, conv, full), ``focus`` (a part),
        ``size``, ``direction`` (TB, LR), ``fold``, ``shapes`` (numbers, symbols), ``theme``.
        """
        out = Path(path)
        view = self._view(options)
        out.write_bytes(drawing.draw(self.network, self._at(view.size), view, out.suffix))
        return out

    def picture(self, **options: Any) -> Live:
        """A live picture for a notebook, with the options of ``draw``."""
        view = self._view(options)
        return Live(self.network, self._at(view.size), view)

    def _view(self, options: Mapping[str, Any]) -> View:
        texts = {name: str(value) for name, value in options.items() if name != "size"}
        return View.parse({**texts, "size": str(self._size(options.get("size")))})

    def verify(self, size: GivenSize = None, batch: int = 1) -> list[Difference]:
        """Run the module in PyTorch, without weights; the layers whose shapes are not ours.

        An empty list says that every shape is PyTorch's.
        """
        if self._module is None:
            problem = "only its graph is here, not the module that PyTorch could run"
            raise BadNetwork(self.name, problem, "resnet_atlas.trace(module)")
        its_size = self._size(size)
        differences = resolve_name("resnet_atlas.graph.tracing.verify:differences")
        found: list[Difference] = differences(self._module, self._at(its_size), its_size, batch)
        return found

    def accepts(self) -> Accepted:
        """The heights and widths of input that the network takes, of those from 1 to 1024."""
        return accepted(self.graph, self.network.usual_size)

    def memory(self, size: GivenSize = None, batch: int = 1, optimizer: str = "adamw") -> Budget:
        """What training and inference take in float32, in bytes."""
        its_size = self._size(size)
        graph = self._at(its_size)
        graph.shapes(its_size, batch)  # refuses what the network doesn't take
        return Budget.of(Memory(graph), its_size, batch, optimizer)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the graph to a file, which ``load`` and ``resnet-atlas`` read without any code."""
        out = Path(path)
        write(out, self.name, self.graph, self.network.usual_size)
        return out

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """What a notebook shows of a cell that ends with the network."""
        return self.picture()._repr_mimebundle_()


def parsed(given: int | tuple[int, int] | str) -> Size:
    """A size however it is written."""
    sides = given if isinstance(given, tuple) else (given,)
    return Size.parse("x".join(map(str, sides)))


def trace(module: "nn.Module", name: str | None = None, size: GivenSize = None) -> Net:
    """The network of a ``torch.nn.Module`` that takes one batch of images ``[N, C, H, W]``.

    The module stays as it is: a copy without weights is traced. ``size`` is that of the images it
    is made for. ``BadNetwork`` and ``UnsupportedOp`` say why a module can't be traced.
    """
    name = name or type(module).__name__
    try:
        without_weights = resolve_name("resnet_atlas.network.loader:without_weights")
    except ImportError:
        raise without_torch() from None
    copy = without_weights(module, name)
    its_size = None if size is None else parsed(size)
    graph: Graph = resolve_name(TRACE)(copy, name, its_size or DEFAULT_SIZE)
    return Net(name, graph, copy, its_size)


def load(path: str | PathLike[str]) -> Net:
    """The network of a graph file. It needs neither torch nor the network's code."""
    name, graph, size = read(Path(path))
    return Net(name, graph, None, size)
