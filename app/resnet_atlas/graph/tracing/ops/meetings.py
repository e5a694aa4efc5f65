"""Ops with several inputs: sums, products, concatenations."""

from typing import Any

from resnet_atlas.graph.expression import Expression
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.tracing.ops.rule import Given, Unread, place, reshaped, rule, unary

ONE = Expression.constant(1)


def both(id: str, kind: str, alone: str, input: Any, other: Any) -> Op:
    """An op on two tensors; of kind ``alone`` where only one comes from the network's input."""
    ops = [side for side in (input, other) if isinstance(side, Op)]
    if len(ops) == 1:
        given = next((side for side in (input, other) if isinstance(side, Given)), None)
        dims = given.sizes if given else ()
        found = broadcast(ops[0].output.sizes, dims)
        return reshaped(id, alone, ops[0], found, beside=dims)
    output = ops[0].output
    if output != ops[1].output:
        output = Tensor.of(broadcast(*(op.output.sizes for op in ops)))
    return Op(id, kind, tuple(op.id for op in ops), output, "", in_channels=ops[0].output.channels)


def broadcast(one: Any, other: Any) -> list[Expression]:
    """The dimensions of a result. Where two differ and neither is 1, the first one's is taken."""
    length = max(len(one), len(other))
    sides = [(ONE,) * (length - len(dims)) + tuple(dims) for dims in (one, other)]
    found = []
    for first, second in zip(*sides, strict=True):
        unsure = first.is_observed and not second.is_observed
        found.append(second if first == ONE or (unsure and second != ONE) else first)
    return found


@rule()
def add(id: str, input: Any, other: Any, *_: Any, **__: Any) -> Op:
    """A sum."""
    return both(id, "add", "shift", input, other)


@rule("sub", "rsub", "subtract")
def sub(id: str, input: Any, other: Any, *_: Any, **__: Any) -> Op:
    """A difference."""
    return both(id, "sub", "shift", input, other)


@rule("mul", "multiply")
def mul(id: str, input: Any, other: Any) -> Op:
    """A product: of a map and one factor for each of its channels, or of two maps."""
    found = both(id, "mul", "scale", input, other)
    if isinstance(input, Op) and isinstance(other, Op) and input.output != found.output:
        sources = (other.id, input.id)  # the map first, then the factors
        return Op(id, "mul", sources, found.output, "", in_channels=other.output.channels)
    return found


@rule("div", "rdiv", "true_divide", "divide")
def div(id: str, input: Any, other: Any, *_: Any, **__: Any) -> Op:
    """A quotient."""
    return both(id, "div", "scale", input, other)


@rule("addcmul", "addcdiv")
def addcmul(id: str, input: Any, tensor1: Any, tensor2: Any, **_: Any) -> Op:
    """A map times weights, plus weights."""
    parts = (input, tensor1, tensor2)
    ops = [part for part in parts if isinstance(part, Op)]
    weights = [part.sizes for part in parts if isinstance(part, Given)]
    if len(ops) != 1 or len(weights) != 2:
        raise Unread
    beside = broadcast(*weights)
    found = broadcast(ops[0].output.sizes, beside)
    return reshaped(id, "scale", ops[0], found, beside=tuple(beside))


@rule("maximum", "minimum", "where", "max", "min")
def larger(id: str, input: Any, other: Any = None, *more: Any, **__: Any) -> Op:
    """The larger or the smaller of two."""
    sides = [side for side in (input, other, *more) if isinstance(side, Op)]
    if len(sides) != 2:
        raise Unread
    return both(id, "max", "shift", *sides)


@rule("cat", "concat", "concatenate")
def cat(id: str, tensors: Any, dim: int = 0) -> Op:
    """A concatenation."""
    parts = [part for part in tensors if isinstance(part, Op)]
    if not parts:
        raise Unread
    first = parts[0].output.sizes
    axis = place(dim, len(first))
    dims = list(first)
    dims[axis] = sum(
        ((part.output if isinstance(part, Op) else part).sizes[axis] for part in tensors),
        Expression(),
    )
    for number in range(len(dims)):
        if number != axis and dims[number].is_observed:
            known = [part.output.sizes[number] for part in parts]
            dims[number] = next((form for form in known if not form.is_observed), dims[number])
    output = Tensor.of(dims)
    if len(parts) == len(tensors) == 1:
        return parts[0]
    if len(parts) == 1:
        given = next(part.sizes for part in tensors if isinstance(part, Given))
        beside = tuple(ONE if at == axis else size for at, size in enumerate(given))
        return unary(id, "pad", parts[0], output, beside=beside)
    ids = tuple(part.id for part in parts)
    return Op(id, "cat", ids, output, "", in_channels=output.channels, axis=axis)


@rule()
def stack(id: str, tensors: Any, dim: int = 0) -> Op:
    """Several tensors along a dimension of its own."""
    parts = [part for part in tensors if isinstance(part, Op)]
    if len(parts) != len(tensors):
        raise Unread
    dims = list(parts[0].output.sizes)
    axis = place(dim, len(dims) + 1)
    dims.insert(axis, Expression.constant(len(parts)))
    ids = tuple(part.id for part in parts)
    output = Tensor.of(dims)
    return Op(id, "stack", ids, output, "", in_channels=parts[0].output.channels, axis=axis)


@rule("matmul", "bmm")
def matmul(id: str, input: Any, other: Any) -> Op:
    """A product of matrices, in the last two dimensions."""
    sides = [(side.output if isinstance(side, Op) else side).sizes for side in (input, other)]
    if min(map(len, sides)) < 2:
        raise Unread
    left, right = sides
    dims = [*broadcast(left[:-2], right[:-2]), left[-2], right[-1]]
    ops = [side for side in (input, other) if isinstance(side, Op)]
    output = Tensor.of(dims)
    ids = tuple(op.id for op in ops)
    return Op(id, "matmul", ids, output, "", in_channels=ops[0].output.channels)
