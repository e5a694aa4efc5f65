"""Ops that arrange elements anew: views, permutations, slices, and means over dimensions."""

from math import prod
from typing import Any

from resnet_atlas.graph.expression import Expression, NotWhole
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import BATCH
from resnet_atlas.graph.tracing.number import Number
from resnet_atlas.graph.tracing.ops.rule import (
    Given,
    Unread,
    ask,
    form,
    place,
    places,
    reshaped,
    rule,
)

ONE = Expression.constant(1)


def product(sizes: Any) -> Expression:
    """The product of sizes."""
    return prod(sizes, start=ONE)


def unpacked(given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Sizes given one by one or as one tuple."""
    return tuple(given[0]) if len(given) == 1 and isinstance(given[0], (tuple, list)) else given


@rule()
def flatten(id: str, input: Op, start_dim: int = 0, end_dim: int = -1) -> Op:
    """Several dimensions as one."""
    dims = input.output.sizes
    first, last = place(start_dim, len(dims)), place(end_dim, len(dims))
    merged = product(dims[first : last + 1])
    return reshaped(id, "flatten", input, [*dims[:first], merged, *dims[last + 1 :]])


@rule()
def unflatten(id: str, input: Op, dim: int, sizes: Any) -> Op:
    """One dimension as several."""
    dims = list(input.output.sizes)
    at = place(dim, len(dims))
    dims[at : at + 1] = filled(dims[at], tuple(sizes))
    return reshaped(id, "view", input, dims)


@rule("view", "reshape")
def view(id: str, input: Op, *shape: Any, **named: Any) -> Op:
    """Another shape of the same elements; −1 stands for what is left."""
    sizes = unpacked(shape or tuple(named.values()))
    dims = input.output.sizes
    found = filled(product(dims), sizes)
    flat = len(found) == 2 and found[0] == dims[0]
    return reshaped(id, "flatten" if flat else "view", input, found)


@rule("view_as", "reshape_as")
def view_as(id: str, input: Op, other: Any) -> Op:
    """The shape of another tensor."""
    return reshaped(id, "view", input, sizes_of(other))


def filled(elements: Expression, sizes: tuple[Any, ...]) -> list[Expression]:
    """The sizes of a view of so many elements. Other fixed sizes show when they are multiplied."""
    if any(not isinstance(size, int) for size in sizes):
        raise Unread
    known = [form(size) if isinstance(size, Number) or size != -1 else None for size in sizes]
    if None not in known:
        return [size for size in known if size is not None]
    try:
        rest = elements // product(size for size in known if size is not None)
    except NotWhole:
        raise Unread from None
    return [rest if size is None else size for size in known]


@rule()
def permute(id: str, input: Op, *dims: Any, **named: Any) -> Op:
    """Dimensions in another order."""
    order = unpacked(dims or tuple(named.values()))
    sizes = input.output.sizes
    return reshaped(id, "permute", input, [sizes[place(each, len(sizes))] for each in order])


@rule("transpose", "swapaxes", "swapdims")
def transpose(id: str, input: Op, dim0: int, dim1: int) -> Op:
    """Two dimensions exchanged."""
    dims = list(input.output.sizes)
    one, other = place(dim0, len(dims)), place(dim1, len(dims))
    dims[one], dims[other] = dims[other], dims[one]
    return reshaped(id, "permute", input, dims)


@rule()
def movedim(id: str, input: Op, source: int, destination: int) -> Op:
    """A dimension at another place."""
    dims = list(input.output.sizes)
    moved = dims.pop(place(source, len(dims)))
    dims.insert(place(destination, len(dims) + 1), moved)
    return reshaped(id, "permute", input, dims)


@rule()
def unsqueeze(id: str, input: Op, dim: int) -> Op:
    """A dimension of 1 more."""
    dims = list(input.output.sizes)
    dims.insert(place(dim, len(dims) + 1), ONE)
    return reshaped(id, "view", input, dims)


@rule()
def squeeze(id: str, input: Op, dim: Any = None) -> Op:
    """Without dimensions of 1."""
    dims = list(input.output.sizes)
    asked = [number for number in places(dim, len(dims)) if dims[number] != BATCH]
    kept = [each for at, each in enumerate(dims) if at not in asked or not ask(each - 1, "==")]
    return reshaped(id, "view", input, kept)


@rule("expand")
def expand(id: str, input: Op, *sizes: Any, **named: Any) -> Op:
    """Dimensions of 1 repeated; −1 keeps one."""
    wanted = unpacked(sizes or tuple(named.values()))
    dims = input.output.sizes
    if len(wanted) != len(dims):
        raise Unread
    found = [
        own if not isinstance(size, Number) and size == -1 else form(size)
        for own, size in zip(dims, wanted, strict=True)
    ]
    return reshaped(id, "expand", input, found)


@rule()
def expand_as(id: str, input: Op, other: Any) -> Op:
    """Dimensions of 1 repeated to the shape of another tensor."""
    return reshaped(id, "expand", input, sizes_of(other))


@rule()
def repeat(id: str, input: Op, *repeats: Any) -> Op:
    """Dimensions repeated."""
    times = unpacked(repeats)
    dims = input.output.sizes
    if len(times) != len(dims):
        raise Unread
    return reshaped(
        id, "repeat", input, [own * form(by) for own, by in zip(dims, times, strict=True)]
    )


@rule("std", "var")
def std(
    id: str, input: Op, dim: Any = None, unbiased: bool = True, keepdim: bool = False, **_: Any
) -> Op:
    """A deviation along some dimensions; ``unbiased`` may stand alone."""
    return mean(id, input, None if type(dim) is bool else dim, keepdim)


@rule()
def norm(id: str, input: Op, p: Any = 2, dim: Any = None, keepdim: bool = False, **_: Any) -> Op:
    """The length along some dimensions."""
    return mean(id, input, dim, keepdim)


@rule("mean", "sum", "amax", "amin", "logsumexp", "prod", "argmax")
def mean(id: str, input: Op, dim: Any = None, keepdim: bool = False, **_: Any) -> Op:
    """One number for all along some dimensions."""
    dims = input.output.sizes
    if dim is None and not dims:
        raise Unread
    gone = places(dim, len(dims))
    kept = [
        ONE if at in gone else each for at, each in enumerate(dims) if keepdim or at not in gone
    ]
    return reshaped(id, "mean", input, kept)


@rule()
def chunk(id: str, input: Op, chunks: int, dim: int = 0) -> tuple[Op, ...]:
    """Parts of equal size, but for the last."""
    dims = input.output.sizes
    at = place(dim, len(dims))
    if not dims[at].is_constant:
        raise Unread
    whole = dims[at].number
    each = -(-whole // chunks)
    return parts(id, input, at, [min(each, whole - first) for first in range(0, whole, each)])


@rule()
def split(id: str, input: Op, split_size_or_sections: Any, dim: int = 0) -> tuple[Op, ...]:
    """Parts of a size, or of several."""
    dims = input.output.sizes
    at = place(dim, len(dims))
    sections = split_size_or_sections
    if isinstance(sections, int):
        if not dims[at].is_constant:
            raise Unread
        whole = dims[at].number
        sections = [min(sections, whole - first) for first in range(0, whole, sections)]
    return parts(id, input, at, sections)


@rule()
def unbind(id: str, input: Op, dim: int = 0) -> tuple[Op, ...]:
    """The parts along a dimension, without it."""
    dims = list(input.output.sizes)
    at = place(dim, len(dims))
    if not dims[at].is_constant:
        raise Unread
    whole = dims.pop(at).number
    return tuple(reshaped(id, "slice", input, dims) for _ in range(whole))


def parts(id: str, input: Op, at: int, sections: Any) -> tuple[Op, ...]:
    """One op for each part; the caller tells their ids apart."""
    dims = input.output.sizes
    return tuple(
        reshaped(id, "slice", input, [*dims[:at], form(size), *dims[at + 1 :]]) for size in sections
    )


@rule("slice")
def getitem(id: str, input: Op, index: Any) -> Op:
    """Slices of dimensions: ``x[:, :d]``, ``x[..., ::2]``, ``x[:, None]``."""
    dims = list(input.output.sizes)
    asked = list(index) if isinstance(index, tuple) else [index]
    if ... in asked:
        at = asked.index(...)
        missing = len(dims) - sum(each is not None and each is not ... for each in asked)
        asked[at : at + 1] = [slice(None)] * missing
    found: list[Expression] = []
    for each in asked:
        if each is None:
            found.append(ONE)
        elif isinstance(each, slice):
            found.append(sliced(dims.pop(0), each))
        elif isinstance(each, int) and type(each) is not bool:
            dims.pop(0)
        else:
            raise Unread
    return reshaped(id, "slice", input, [*found, *dims])


def sliced(size: Expression, by: slice) -> Expression:
    """The size of a slice: ``⌈(stop − start) / step⌉``, with both ends within the dimension."""
    start, stop = first(by.start, size), last(by.stop, size)
    step = 1 if by.step is None else by.step
    if type(step) is not int or step < 1:
        raise Unread
    if not ask(start - stop, "<="):
        return Expression()
    return (stop - start + step - 1) // step


def first(start: Any, size: Expression) -> Expression:
    """Where a slice starts, counted from the back if ``start`` is negative."""
    if start is None:
        return Expression()
    return clamped(form(start), size) if start >= 0 else from_back(form(start), size)


def last(stop: Any, size: Expression) -> Expression:
    """Where a slice ends: no later than the dimension. Before its start, nothing is left of it."""
    if stop is None:
        return size
    if stop < 0:
        return size + form(stop)
    found = clamped(form(stop), size)
    return found if ask(found - size, "<=") else size


def from_back(start: Expression, size: Expression) -> Expression:
    """A negative start of a slice, counted from the front."""
    found = size + start
    if found.is_constant:
        return Expression.constant(max(0, found.number))
    return found if ask(-found, "<=") else Expression()


def clamped(end: Expression, size: Expression) -> Expression:
    """An end of a slice, no more than the dimension where both are numbers."""
    if end.is_constant and size.is_constant:
        return Expression.constant(min(end.number, size.number))
    return end


def sizes_of(given: Any) -> tuple[Expression, ...]:
    """The sizes of a tensor among the arguments."""
    if isinstance(given, Op):
        return given.output.sizes
    if isinstance(given, Given):
        return given.sizes
    raise Unread
