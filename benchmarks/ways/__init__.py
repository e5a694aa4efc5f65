"""The ways to see what is in a network: ours, and what a user would pick instead.

Each is a module here, and says in as few lines as its README does what its user would write:

- ``make(name)``: what it has in hand of a network that it knows nothing of yet;
- ``shapes(it, size)``: the output shape of every op for one image, in the order of execution;
- ``picture(it, size)``: the network as a file to look at.

What a way doesn't offer, its module lacks. Where ``shapes`` leaves kinds of op out, ``UNHEARD``
names them. Each has a process of its own (``benchmarks.room``).
"""

from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True, slots=True)
class Way:
    """One of them: its module, its name for people, the package it comes in, what it does.

    ``partly`` is of what is measured for the record, but is no picture yet.
    """

    module: str
    title: str
    package: str
    note: str
    ours: bool = False
    partly: bool = False

    @property
    def version(self) -> str:
        """The version of its package that is measured."""
        return version(self.package)


WAYS = (
    Way(
        "atlas",
        "ResNet Atlas",
        "resnet-atlas",
        "The facade that its server and command line call. The picture is the network by stage, as "
        "SVG; at a second size the layout is known.",
        ours=True,
    ),
    Way(
        "atlas_full",
        "ResNet Atlas, every op",
        "resnet-atlas",
        "Not its usual picture, but what most others draw: every op of every block.",
        ours=True,
    ),
    Way(
        "shapeprop",
        "torch.fx ShapeProp",
        "torch",
        "`ShapeProp(symbolic_trace(net)).propagate(x)`; at a second size the trace is at hand. It "
        "draws nothing.",
    ),
    Way(
        "torchinfo",
        "torchinfo",
        "torchinfo",
        "`summary(net, input_data=x, verbose=0)`: layers, but neither functions nor pictures.",
    ),
    Way(
        "torchview",
        "torchview",
        "torchview",
        "`draw_graph(net, input_data=x)` and `pipe('svg')` of its `visual_graph`; for every shape "
        "with `depth=10`, since the usual 3 leave out what is in a shortcut.",
    ),
    Way(
        "torchlens",
        "torchlens",
        "torchlens",
        "`trace(net, x, …structure_only=True)`, without which it refuses the meta device, and "
        "`draw(vis_fileformat='svg')`: every op.",
    ),
    Way(
        "torchvista",
        "torchvista",
        "torchvista",
        "`trace_model(net, x, export_format='html')`, and the page's own script in a Chromium that "
        "is open already, whose memory counts, too: what it exports has no place for anything yet. "
        "It hands no shapes to a program.",
    ),
    Way(
        "torchvista_page",
        "torchvista, the page alone",
        "torchvista",
        "The same without Chromium. Nothing can be looked at then, so ours is not compared with "
        "it; it is here so that anybody can.",
        partly=True,
    ),
    Way(
        "nnviz",
        "nnviz",
        "nnviz",
        "What `nnviz resnet50 -i image224 -o net.svg` does, without its start: blocks, at its "
        "usual depth of 2.",
    ),
)
