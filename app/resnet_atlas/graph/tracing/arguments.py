"""What is among the arguments of a function: numbers with a formula, tensors, sizes."""

from typing import Any

import torch
from torch import Tensor as Array

from resnet_atlas.graph.expression import Expression
from resnet_atlas.graph.tracing.ops.rule import form
from resnet_atlas.graph.tracing.symbolic import is_symbolic, value_of

META = torch.device("meta")


def sizes_among(args: Any, kwargs: Any) -> tuple[Expression, ...]:
    """The sizes among the arguments of a function that makes a tensor."""
    first = kwargs.get("size", args[0] if args else ())
    given = first if isinstance(first, (tuple, list)) else args
    return tuple(form(size) for size in given if isinstance(size, int))


def has_formulas(given: Any) -> bool:
    """Whether a number with a formula, or a tensor of such sizes, is among arguments."""
    if isinstance(given, dict):
        given = given.values()
    elif not isinstance(given, (tuple, list)):
        return is_symbolic(given) or (isinstance(given, Array) and hasattr(given, "forms"))
    return any(map(has_formulas, given))


def plain(given: Any) -> Any:
    """Arguments as PyTorch takes them: numbers without their formulas."""
    if isinstance(given, dict):
        return {key: plain(value) for key, value in given.items()}
    if isinstance(given, slice):
        return slice(plain(given.start), plain(given.stop), plain(given.step))
    if isinstance(given, list):
        return [*map(plain, given)]
    if type(given) in (tuple, torch.Size):
        return tuple(map(plain, given))
    return value_of(given)


def on_meta(given: Any) -> Any:
    """Arguments with every tensor on the meta device."""
    if isinstance(given, Array):
        return given if given.is_meta else given.to(META)
    if isinstance(given, dict):
        return {key: on_meta(value) for key, value in given.items()}
    return type(given)(map(on_meta, given)) if type(given) in (tuple, list) else given
