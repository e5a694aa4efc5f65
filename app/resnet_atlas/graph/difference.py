"""A difference that a verification finds. It needs no torch, so the server can read it."""

from dataclasses import dataclass

from resnet_atlas.graph.tensor import Shape


@dataclass(frozen=True, slots=True)
class Difference:
    """An op whose shape by the closed form is not the one that PyTorch gave it."""

    id: str
    closed_form: Shape | None
    pytorch: Shape | None
