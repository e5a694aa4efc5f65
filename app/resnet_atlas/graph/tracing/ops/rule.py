"""The table of rules, and what rules are made with."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from resnet_atlas.graph.expression import Expression
from resnet_atlas.graph.guard import Notes
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Shape, Tensor
from resnet_atlas.graph.tracing.number import Number

Rule = Callable[..., Any]

RULES: dict[str, Rule] = {}
"""The rules by the name of PyTorch's function, however it is written (``x + y``, ``add_``)."""

Read = TypeVar("Read", bound=Rule)


class Unread(Exception):
    """A rule can't say what the function does with these arguments."""


@dataclass(frozen=True, slots=True)
class Given:
    """A tensor that doesn't depend on the input's values: a weight, or zeros of some size."""

    shape: Shape
    forms: tuple[Expression, ...] = ()

    @property
    def sizes(self) -> tuple[Expression, ...]:
        """An expression for each dimension."""
        return self.forms or tuple(map(Expression.constant, self.shape))


def rule(*names: str) -> Callable[[Read], Read]:
    """Put a rule into the table, by its own name and further ones."""

    def put(read: Read) -> Read:
        for name in names or (read.__name__,):
            RULES[name] = read
        return read

    return put


def unary(id: str, kind: str, source: Op, output: Tensor, **options: Any) -> Op:
    """An op with one input and further options."""
    options.setdefault("in_channels", source.output.channels)
    return Op(id, kind, (source.id,), output, "", **options)


def reshaped(id: str, kind: str, source: Op, dims: Sequence[Expression], **options: Any) -> Op:
    """An op with one input whose output has these dimensions."""
    return unary(id, kind, source, Tensor.of(dims), **options)


def place(dim: int, rank: int) -> int:
    """A dimension counted from 0, given one that may count from the end."""
    if not -rank <= dim < rank:
        raise Unread
    return dim % rank


def places(dim: Any, rank: int) -> list[int]:
    """One dimension or several, counted from 0; None for all."""
    if dim is None:
        return list(range(rank))
    return [place(each, rank) for each in (dim if isinstance(dim, (tuple, list)) else (dim,))]


def form(size: Any) -> Expression:
    """A size among the arguments as an expression."""
    if isinstance(size, Number):
        return size.form
    if isinstance(size, int):
        return Expression.constant(size)
    raise Unread


NOTES: ContextVar[Notes] = ContextVar("NOTES")
"""The notes of the run at work."""


def ask(left: Expression, relation: str) -> bool:
    """Whether ``left relation 0`` in the run at work, whose graph depends on it from now on."""
    return NOTES.get().ask(left, relation)


def pair(option: Any) -> tuple[Any, Any]:
    """A number or a pair of them, as options of height and width are given."""
    if isinstance(option, (tuple, list)):
        return (option[0], option[-1])
    return option, option
