"""One library's ResNet-50: its spec, and what its source file says that no spec holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from resnet_atlas.network.network import Network


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a public repository at one commit, and what it was read for."""

    repository: str
    path: str
    commit: str
    says: str

    @property
    def text(self) -> str:
        """The file as one cites it: where it is on GitHub, and the start of the commit."""
        return f"{self.repository}/{self.path} @ {self.commit[:10]}"


@dataclass(frozen=True, slots=True)
class Dialect:
    """ResNet-50 as one library builds it.

    ``maker`` is what builds it there, ``name`` and ``changes`` are the same network here.
    ``epsilon`` is what its batch norm adds to the variance, ``keeps`` the share of the running
    average that a step of training keeps, ``input`` what becomes of an image's pixels and ``image``
    the usual side of an image: no spec holds these, so they are quoted from ``sources``.
    """

    id: str
    title: str
    maker: str
    epsilon: str
    keeps: str
    input: str
    sources: tuple[Source, ...]
    changes: Mapping[str, str] = field(default_factory=dict)
    image: str = "224"
    name: str = "resnet50"

    @property
    def network(self) -> Network:
        """The network of the atlas that it is."""
        return Network.parse(self.name, self.changes)

    @property
    def side(self) -> str:
        """The network as the address of a comparison names it."""
        return ";".join((self.name, *(f"{key}={text}" for key, text in self.changes.items())))
