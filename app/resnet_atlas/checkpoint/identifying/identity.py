"""What some weights are."""

from dataclasses import dataclass

from resnet_atlas.checkpoint.identifying.naming import Naming
from resnet_atlas.checkpoint.identifying.parts import Part
from resnet_atlas.checkpoint.title import title
from resnet_atlas.facts.state_dict import COUNTER, weights_of
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network

STATISTICS = ("running_mean", "running_var", COUNTER)
"""What the names of tensors end in that are no parameters: statistics of batch norms."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What some weights are.

    ``network`` is the one that has them, where ``exact``, or else the nearest; None where they are
    no ResNet's. ``others`` have the same weights. ``classifier`` is the path of the last layer,
    empty where there is none; then ``network`` has as many classes as ImageNet. ``parts`` are what
    doesn't belong to the network. ``shapes`` are its weights under torchvision's names;
    ``head_beside`` is whether the classifier's own names weren't under the prefix,
    ``lacks_statistics`` whether norms have weights alone.
    """

    network: Network | None
    exact: bool
    naming: Naming
    classifier: str
    others: tuple[Network, ...]
    family: str
    tensors: int
    parameters: int
    shapes: dict[str, Shape]
    parts: tuple[Part, ...] = ()
    head_beside: bool = False
    lacks_statistics: bool = False

    @property
    def expected(self) -> dict[str, Shape]:
        """The weights that a file like this has of ``network``."""
        weights = weights_of(self.network) if self.network else {}
        if self.network and not self.network.has_spec:
            if not self.exact:
                return weights
            return {name: self.shapes[name] for name in weights if name in self.shapes}
        return {
            name: shape
            for name, shape in weights.items()
            if (self.classifier or not name.startswith("fc."))
            and not (self.lacks_statistics and name.endswith(STATISTICS))
        }

    @property
    def classes(self) -> int:
        """The number of classes; that of ImageNet where there is no classifier."""
        assert self.network
        if self.network.has_spec:
            return self.network.spec.num_classes
        return self.shapes[f"{self.classifier}.weight"][0] if self.classifier else 1000

    @property
    def title(self) -> str:
        """What it is called."""
        return title(self.network) if self.network else self.family

    @property
    def traits(self) -> list[Message]:
        """What is to be said of it beside its title, one thing each."""
        if not self.network:
            return []
        said = []
        if self.classifier:
            said.append(Message("{count} classes", count=self.classes))
        else:
            said.append(Message("no classifier"))
        channels = self.network.spec.in_channels if self.network.has_spec else 3
        if channels == 1:
            said.append(Message("one input channel"))
        elif channels != 3:
            said.append(Message("{count} input channels", count=channels))
        if self.naming.prefix:
            front = self.naming.prefix
            said.append(Message("`{prefix}` in front of every name", prefix=front))
        if self.naming.renames:
            said.append(Message("named otherwise: {how}", how=self.naming.title))
        if self.classifier not in ("", "fc") and self.network.has_spec:
            said.append(Message("its classifier is `{path}`", path=self.classifier))
        if self.lacks_statistics:
            said.append(Message("no batch norm’s statistics: parameters only"))
        return said

    @property
    def unseen(self) -> list[Message]:
        """What no weights say, of a network of this kind."""
        if not self.network:
            return []
        said = []
        if self.network.has_spec and self.network.spec.block == "bottleneck":
            said.append(
                Message("whether a bottleneck strides in its 3×3, as in PyTorch, or in its 1×1")
            )
            said.append(Message("dilation in place of strides"))
        return [*said, Message("padding and poolings"), Message("the size of the images")]
