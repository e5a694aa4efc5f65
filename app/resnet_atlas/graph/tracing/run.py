"""A run of a module on a tensor without content, and the ops that it makes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import torch
from torch import Tensor as Array
from torch import nn
from torch.jit import ScriptModule

from resnet_atlas.graph.expression import Expression, Observed
from resnet_atlas.graph.guard import Guard, Notes
from resnet_atlas.graph.op import Op, Weight
from resnet_atlas.graph.tensor import BATCH, IMAGE, Tensor
from resnet_atlas.graph.tracing.arguments import (
    META,
    has_formulas,
    on_meta,
    plain,
    sizes_among,
)
from resnet_atlas.graph.tracing.layers import layer_of
from resnet_atlas.graph.tracing.number import Number
from resnet_atlas.graph.tracing.ops import (  # noqa: F401  # rules
    added,
    elementwise,
    meetings,
    shapes,
    windows,
)
from resnet_atlas.graph.tracing.ops.rule import RULES, Given, Unread
from resnet_atlas.graph.tracing.recorder import (
    FACTORIES,
    MAKERS,
    SAME,
    WHOLE,
    WRITES,
    Recorder,
    Script,
)
from resnet_atlas.network.size import Size

RUN_BATCH = 2
"""The batch of a run: not 1, so that nothing is broadcast over it by accident."""

STANDARD: Mapping[str, tuple[str, ...]] = {
    "conv": ("weight", "bias"),
    "linear": ("weight", "bias"),
    "batch_norm": ("weight", "bias", "running_mean", "running_var"),
}
"""The weights that the kind of op says by itself."""


class Run(Recorder):
    """A run of a module at one size, and the ops that it makes."""

    def __init__(self, module: nn.Module, size: Size, channels: int) -> None:
        super().__init__(module)
        self.channels = channels
        self.size = size
        self.sizes = {"N": RUN_BATCH, "H": size.height, "W": size.width}
        self.ops: dict[str, Op] = {}
        self.notes = Notes(self.sizes)
        self.latest = "input"
        self.shapes: dict[Tensor, list[int]] = {}
        self.numbers = count(1)
        self.weights: dict[int, Weight] = {}
        self.alive: list[Array] = []  # TorchScript gives another object each time, and ids return
        for path, owner in self.parts.items():
            for name, weight in own_tensors(owner):
                if weight is not None and name not in owner._non_persistent_buffers_set:
                    full = f"{path}.{name}" if path else name
                    trained = isinstance(weight, nn.Parameter)
                    self.weights.setdefault(id(weight), Weight(full, tuple(weight.shape), trained))
                    self.alive.append(weight)
        self.made: dict[int, tuple[Array, tuple[Weight, ...]]] = {}
        self.used: set[str] = set()
        self.lost_at: int | None = None

    # ---- Lost formulas -----------------------------------------------------------------------

    def lose(self, place: int | None) -> None:
        """From the op at ``place`` on nothing is known but for the size of this run."""
        if place is not None:
            self.notes.lost = True
            self.lost_at = min(place, len(self.ops) if self.lost_at is None else self.lost_at)

    def result(self) -> dict[str, Op]:
        """The ops; those after a size that lost its formula as they were seen at this size."""
        if not self.notes.lost:
            return self.ops
        for side, name in ((self.size.height, "H"), (self.size.width, "W")):
            self.notes.guards[Guard(Expression.symbol(name) - side, "==", True)] = None
        lost_at = len(self.ops) if self.lost_at is None else self.lost_at
        seen: dict[tuple[int, Expression], Expression] = {}
        return {
            op.id: op if place < lost_at else replace(op, output=self.as_seen(op.output, seen))
            for place, op in enumerate(self.ops.values())
        }

    def as_seen(self, tensor: Tensor, seen: dict[tuple[int, Expression], Expression]) -> Tensor:
        """A tensor whose sides are no more than seen; ``seen`` are those of others."""
        dims = list(tensor.sizes)
        for place, side in enumerate(tensor.sizes):
            if side != BATCH and (place > 1 or not side.is_constant):
                size = self.observed(side.value(self.sizes))
                dims[place] = seen.setdefault((place, side), size)
        return Tensor.of(dims)

    # ---- Tensors -----------------------------------------------------------------------------

    def input(self) -> Array:
        """The input."""
        return self.keep(Op("input", "input", (), Tensor(self.channels, IMAGE), "stem"))

    def keep(self, op: Op) -> Array:
        """Add an op, and return a tensor that stands for its output."""
        if self.notes.lost and self.lost_at is None:
            self.lost_at = len(self.ops)
        self.ops[op.id] = op
        self.latest = op.id
        shape = self.shapes.get(op.output)
        if shape is None:
            shape = self.shapes[op.output] = [form.value(self.sizes) for form in op.output.sizes]
        with torch._C.DisableTorchFunction():  # not a call of the module's
            made = torch.empty(shape, device=META)
        made.op = op  # type: ignore[attr-defined]
        return made

    def call(
        self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Read one call of a function."""
        ops: list[Op] = []
        given: list[Weight] = []
        read = self.reader(ops, given)
        values = [read(arg) for arg in args]
        named = {key: read(arg) for key, arg in kwargs.items()}
        if not ops:
            return self.compute(name, function, args, kwargs, given)
        if isinstance(function, Script) and isinstance(function.script, nn.Module):
            given = self.weights_below(self.around[-1][0])
        if name in WRITES:
            return self.write(args[0], ops)
        if name in SAME:
            return next(each for each in (*args, *kwargs.values()) if isinstance(each, Array))
        if ask := QUESTIONS.get(name):
            return ask(self, ops[0].output.sizes, *values[1:], **named)
        rule = RULES.get(name)
        if rule is None and name not in FACTORIES:
            return self.observe(name, function, args, kwargs, ops, given)
        if rule is None:
            like = name.endswith("_like")
            forms = ops[0].output.sizes if like else sizes_among(args[1:], kwargs)
            return self.sized(function(*plain(args), **plain(kwargs)), forms)
        path = self.place(name)
        try:
            found = rule(path, *values, **named)
        except (Unread, TypeError, KeyError, IndexError, ValueError):
            self.calls[path.partition(":")[0]] -= 1
            return self.observe(name, function, args, kwargs, ops, given)
        if found in ops:  # as a concatenation of one
            self.calls[path.partition(":")[0]] -= 1
            return next(
                arg[0] for arg in (*args, *kwargs.values()) if isinstance(arg, (list, tuple))
            )
        if isinstance(found, tuple):
            return tuple(
                self.keep(self.weighed(self.renamed(op, path, number), given if not number else []))
                for number, op in enumerate(found)
            )
        made = self.keep(self.weighed(found, given))
        if isinstance(out := kwargs.get("out"), Array):
            out.op = made.op  # type: ignore[attr-defined]
        called = function.__name__
        if (called.endswith("_") and not called.endswith("__")) or kwargs.get("inplace"):
            args[0].op = made.op  # type: ignore[attr-defined]  # in place
        return made

    def enter(self, module: nn.Module, args: Any, kwargs: Any) -> Any:
        """Call a module, or take it as one op."""
        kind = WHOLE.get(type(module).__qualname__)
        source = getattr(args[0], "op", None) if kind and args else None
        if kind is None or source is None:
            made = self.layer(module, args[0]) if len(args) == 1 and not kwargs else None
            return super().enter(module, args, kwargs) if made is None else made
        path = self.around[-1][0]
        self.calls[path] += 1
        id = path if self.calls[path] == 1 else f"{path}:{self.calls[path]}"
        weights = [self.weights[each] for each in dict.fromkeys(map(id_of, module.parameters()))]
        channels = source.output.channels
        op = Op(id, kind, (source.id,), source.output, "", in_channels=channels)
        made = self.keep(self.weighed(op, weights))
        return (made, None) if isinstance(module, nn.MultiheadAttention) else made

    def layer(self, module: nn.Module, input: Any) -> Any:
        """What a usual layer gives, by its options; None where it has to run."""
        layer = layer_of(module)
        source = getattr(input, "op", None) if layer and isinstance(input, Array) else None
        if layer is None or source is None:
            return None
        values = [getattr(module, name) for name in layer.arguments]
        weights = [self.weights.get(id_of(each)) for each in values if isinstance(each, Array)]
        known = [weight for weight in weights if weight is not None]
        if len(known) != len(weights):
            return None
        known_shapes = iter(known)
        given = [
            Given(next(known_shapes).shape) if isinstance(each, Array) else each for each in values
        ]
        path = self.place(layer.function)
        try:
            op = RULES[layer.function](path, source, *given)
        except Unread:
            op = None
        if not isinstance(op, Op):
            self.calls[path.partition(":")[0]] -= 1
            return None
        made: Any = self.keep(self.weighed(op, known))
        if getattr(module, "inplace", False):
            input.op = made.op
        return made

    def reader(self, ops: list[Op], given: list[Weight]) -> Callable[[Any], Any]:
        """Read arguments as rules take them; what they are made of is put into the lists."""

        def read(arg: Any) -> Any:
            if isinstance(arg, Array):
                op = getattr(arg, "op", None)
                if op is not None:
                    ops.append(op)
                    return op
                given.extend(self.made_of(arg))
                return Given(tuple(arg.shape), getattr(arg, "forms", ()))
            if isinstance(arg, (tuple, list)):
                return type(arg)(map(read, arg)) if type(arg) in (tuple, list) else arg
            return arg

        return read

    def made_of(self, weight: Array) -> tuple[Weight, ...]:
        """The weights that a tensor is or was computed from."""
        if own := self.weights.get(id(weight)):
            return (own,)
        return self.made.get(id(weight), (weight, ()))[1]

    def compute(
        self, name: str, function: Callable[..., Any], args: Any, kwargs: Any, given: list[Weight]
    ) -> Any:
        """Call a function on weights alone; its result counts for them."""
        forms = getattr(args[0], "forms", None) if args and isinstance(args[0], Array) else None
        if forms and (ask := QUESTIONS.get(name)):
            return ask(self, forms, *args[1:], **kwargs)
        result = function(*plain(args), **plain(kwargs))
        if name in MAKERS and isinstance(result, Array):
            return self.sized(result, sizes_among(args, kwargs))
        if self.notes.asked and has_formulas((args, kwargs)):
            self.notes.lost = True
        if given and isinstance(result, Array):
            self.made[id(result)] = result, tuple(given)
        return result

    def write(self, target: Any, ops: list[Op]) -> Any:
        """Values put into a tensor, which stands for what is in it from now on."""
        own = getattr(target, "op", None)
        output = own.output if own else Tensor.of(self.reader([], [])(target).sizes)
        inputs = tuple(dict.fromkeys(op.id for op in ops))
        op = Op(self.place("write"), "write", inputs, output, "")
        target.op = self.keep(replace(op, in_channels=ops[0].output.channels)).op  # type: ignore[attr-defined]
        return target

    def weights_below(self, path: str) -> list[Weight]:
        """The weights of a module and of all below it."""
        return [each for each in self.weights.values() if each.name.startswith(f"{path}.")]

    def sized(self, array: Any, forms: tuple[Expression, ...]) -> Any:
        """A tensor that is made anew, with the formulas of its sizes."""
        if any(not form.is_constant for form in forms):
            array.forms = forms
        return array

    def observe(
        self,
        name: str,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        ops: list[Op],
        given: list[Weight],
    ) -> Any:
        """Have PyTorch run a function that has no rule, and take its shapes as observed."""
        result = function(*on_meta(plain(args)), **on_meta(plain(kwargs)))
        results = result if isinstance(result, (tuple, list)) else [result]
        arrays = [each for each in results if isinstance(each, Array)]
        if not arrays:
            self.notes.lost |= not isinstance(result, HARMLESS)
            return result
        path = self.place(name)
        inputs = tuple(dict.fromkeys(op.id for op in ops))
        made = []
        for number, array in enumerate(arrays):
            op = Op(path, name, inputs, self.seen(array), "", in_channels=ops[0].output.channels)
            own = given if not number else []
            made.append(self.keep(self.weighed(self.renamed(op, path, number), own)))
        replaced = iter(made)
        new = [next(replaced) if isinstance(each, Array) else each for each in results]
        if not isinstance(result, (tuple, list)):
            return new[0]
        return result._make(new) if hasattr(result, "_make") else type(result)(new)

    def seen(self, array: Array) -> Tensor:
        """The observed shape of a tensor."""
        batch, *others = array.shape or (1,)
        first = Expression.symbol("N") if batch == RUN_BATCH else self.observed(batch)
        return Tensor.of((first, *map(self.observed, others)))

    def observed(self, size: int) -> Expression:
        """A size that was seen."""
        return Expression((((Observed(size, next(self.numbers)),), 1),))

    # ---- Names -------------------------------------------------------------------------------

    def renamed(self, op: Op, path: str, number: int) -> Op:
        """The op of one of several results."""
        if not number:
            return op
        base = path.partition(":")[0]
        self.calls[base] += 1
        return replace(op, id=f"{base}:{self.calls[base]}")

    def weighed(self, op: Op, given: list[Weight]) -> Op:
        """The op with its weights, if they aren't those that its kind says."""
        again = ":" in op.id.rpartition(".")[2]
        if not given:
            return replace(op, weights=()) if op.kind in STANDARD and not again else op
        given = list(dict.fromkeys(given))
        new = [weight for weight in given if weight.name not in self.used]
        self.used.update(weight.name for weight in new)
        standard = STANDARD.get(op.kind)
        if standard and len(new) == len(given):
            prefix = f"{op.id}."
            names = [weight.name for weight in given]
            full = standard[: 2 if op.bias else 1] if op.kind != "batch_norm" else standard
            usual = sorted(names) == sorted(prefix + name for name in full)
            if usual and (op.kind != "linear" or op.output == Tensor(op.output.channels, ())):
                return op
        elif standard and again and not new:
            return op
        return replace(op, weights=tuple(new))


id_of = id


def own_tensors(owner: nn.Module) -> Iterator[tuple[str, Array | None]]:
    """The parameters and buffers of a module without those of its parts."""
    if isinstance(owner, ScriptModule):  # its dictionaries are empty
        for name, tensor in owner.named_parameters(recurse=False):
            yield name, nn.Parameter(tensor, False)  # which a copy's no longer are
        yield from owner.named_buffers(recurse=False)
    else:
        yield from owner._parameters.items()
        yield from owner._buffers.items()


HARMLESS = (bool, str, type(None), torch.dtype, torch.device, torch.layout)
"""Answers that don't depend on a size."""

Sizes = tuple[Expression, ...]


def ask_size(run: Run, sizes: Sizes, dim: int | None = None) -> Any:
    """``x.size()``, ``x.size(2)``, ``x.shape``."""
    numbers = [Number.of(form, form.value(run.sizes), run.notes) for form in sizes]
    return torch.Size(numbers) if dim is None else numbers[dim]


def ask_elements(run: Run, sizes: Sizes) -> Any:
    """``x.numel()``."""
    numbers = ask_size(run, sizes)
    total = 1
    for number in numbers:
        total = number * total
    return total


QUESTIONS: Mapping[str, Callable[..., Any]] = {
    "size": ask_size,
    ".shape": ask_size,
    "__len__": lambda run, sizes: ask_size(run, sizes, 0),
    "numel": ask_elements,
    "nelement": ask_elements,
    "dim": lambda run, sizes: len(sizes),
    "ndimension": lambda run, sizes: len(sizes),
    ".ndim": lambda run, sizes: len(sizes),
    "is_floating_point": lambda run, sizes: True,
}
"""What ``forward`` may ask of a tensor without computing anything."""
