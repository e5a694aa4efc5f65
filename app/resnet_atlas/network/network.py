"""A named network with changed options."""

from collections.abc import Mapping
from dataclasses import dataclass

from resnet_atlas.network.catalogue import named, plain_name, usual_size
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec


@dataclass(frozen=True, slots=True)
class Network:
    """A named network, or a variation of one: ``spec`` may differ from the one of that name."""

    name: str
    spec: ResNetSpec

    @classmethod
    def parse(cls, name: str, texts: Mapping[str, str]) -> "Network":
        """The network of that name with the options in ``texts`` changed."""
        return cls(plain_name(name), named(name).with_options(texts))

    @property
    def plain(self) -> "Network":
        """The network of the same name, without any change."""
        return Network(self.name, named(self.name))

    @property
    def changes(self) -> dict[str, str]:
        """The changed options as text."""
        return self.spec.changes(self.plain.spec)

    @property
    def usual_size(self) -> Size:
        """The size of the images that the named network was made for."""
        return usual_size(self.name)

    @property
    def title(self) -> str:
        """The name and the changed options."""
        changes = ", ".join(f"{name}={text}" for name, text in self.changes.items())
        return f"{self.name} ({changes})" if changes else self.name
