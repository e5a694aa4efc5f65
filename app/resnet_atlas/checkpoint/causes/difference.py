"""What doesn't agree between a file's tensors and a network's: what PyTorch would say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from resnet_atlas.facts.state_dict import COUNTER
from resnet_atlas.graph.tensor import Shape


@dataclass(frozen=True)
class Difference:
    """Tensors that the file lacks, that it has beside, and of another shape (given, expected).

    Shapes of missing and unexpected ones are None where only an error's text is known. ``cut`` says
    that the text was visibly cut short, ``whole`` that it has its beginning and its end: of a cut
    one there may be more.
    """

    missing: Mapping[str, Shape | None] = field(default_factory=dict)
    unexpected: Mapping[str, Shape | None] = field(default_factory=dict)
    different: Mapping[str, tuple[Shape, Shape]] = field(default_factory=dict)
    cut: bool = False
    whole: bool = True

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.missing or self.unexpected or self.different)

    def __len__(self) -> int:
        """How many tensors are concerned."""
        return len(self.missing) + len(self.unexpected) + len(self.different)


def between(given: Mapping[str, Shape], expected: Mapping[str, Shape]) -> Difference:
    """What PyTorch would refuse if weights were loaded into a network of the expected ones.

    It fills in the counters of batch norms itself where a file is so old that it has none.
    """
    has_counters = any(name.endswith(COUNTER) for name in given)
    return Difference(
        missing={
            name: shape
            for name, shape in expected.items()
            if name not in given and (has_counters or not name.endswith(COUNTER))
        },
        unexpected={name: shape for name, shape in given.items() if name not in expected},
        different={
            name: (given[name], shape)
            for name, shape in expected.items()
            if name in given and given[name] != shape
        },
    )
