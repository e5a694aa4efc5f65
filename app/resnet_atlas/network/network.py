"""A network that can be asked for: a named ResNet with changed options, or a traced module."""

from collections.abc import Mapping
from dataclasses import dataclass

from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import named, plain_name, usual_size
from resnet_atlas.network.relatives import RELATIVES, relative
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.network.traced import REGISTRY, Traced

Origin = ResNetSpec | Traced
"""What a graph is made from. Networks of the same origin have the same graph."""


@dataclass(frozen=True, slots=True)
class Network:
    """A network and what it is called.

    A spec may differ from the one of that name: then it is a variation of it. A traced network has
    no options, and all that needs a spec is refused (``spec``).
    """

    name: str
    origin: Origin

    @classmethod
    def parse(cls, name: str, texts: Mapping[str, str]) -> "Network":
        """The network of that name with the options in ``texts`` changed."""
        known = name if name in REGISTRY else relative(name) or ""
        if traced := REGISTRY.get(known) or RELATIVES.get(known):
            for option, text in texts.items():
                raise without_options(name, option, text)
            return cls(known, traced)
        return cls(plain_name(name), named(name).with_options(texts))

    @property
    def has_spec(self) -> bool:
        """Whether it is a ResNet that our options describe."""
        return isinstance(self.origin, ResNetSpec)

    @property
    def has_module(self) -> bool:
        """Whether PyTorch can run its module here, though no spec describes it."""
        return isinstance(self.origin, Traced) and self.origin.reference is not None

    @property
    def is_verifiable(self) -> bool:
        """Whether there is a module whose shapes PyTorch can compare."""
        return self.has_spec or self.has_module

    @property
    def spec(self) -> ResNetSpec:
        """The options; ``BadParameter`` for a traced network, which has none."""
        if isinstance(self.origin, Traced):
            problem = Message("only the ResNets have options to build from")
            raise BadParameter("model", self.name, problem, Message("a ResNet of the atlas"))
        return self.origin

    @property
    def plain(self) -> "Network":
        """The network of the same name, without any change."""
        return Network(self.name, named(self.name)) if self.has_spec else self

    @property
    def changes(self) -> dict[str, str]:
        """The changed options as text."""
        return self.spec.changes(self.plain.spec) if self.has_spec else {}

    @property
    def usual_size(self) -> Size:
        """The size of the images that the network was made for."""
        if isinstance(self.origin, Traced):
            return self.origin.usual_size
        return usual_size(self.name)

    @property
    def title(self) -> str:
        """The name and the changed options, or the arguments that its module was made with."""
        changes = self.changes
        if isinstance(self.origin, Traced) and self.origin.reference:
            changes = self.origin.reference.texts
        words = ", ".join(f"{name}={text}" for name, text in changes.items())
        return f"{self.name} ({words})" if words else self.name


def without_options(name: str, option: str, text: str) -> BadParameter:
    """The error for an option of a network that has none."""
    problem = Message("{name} is no ResNet of the atlas, so it has no such option", name=name)
    return BadParameter(option, text, problem, Message("its own code"))
