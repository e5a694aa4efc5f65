"""``torch.nn.Module`` → ``Graph``, by following one run of it.

In place of an image the module gets a tensor on the meta device, which has a shape and no content.
Each function of PyTorch that is called with it is read by its rule (``ops``); the next tensor then
knows which op made it. What ``forward`` reads of a shape (``x.size(2)``) is a number that knows its
formula, so that computing with it is followed, too, and so is asking for it: a graph carries the
conditions under which ``forward`` does the same at another size.

A function without a rule is run by PyTorch, on the meta device; its sizes are then *observed* at
the size of the run, and nothing more is said of them.
"""

import re
import traceback
from contextlib import suppress
from dataclasses import replace
from inspect import Parameter, signature
from itertools import zip_longest
from typing import Any

import torch
from torch import Tensor as Array
from torch import nn

from resnet_atlas.errors import UnsupportedOp
from resnet_atlas.graph.fit import TAKES_CHANNELS
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.hierarchy import Part, organized
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tracing.builtins import with_formulas
from resnet_atlas.graph.tracing.ops.rule import NOTES
from resnet_atlas.graph.tracing.recorder import evaluating
from resnet_atlas.graph.tracing.run import RUN_BATCH, Run
from resnet_atlas.network.size import DEFAULT_SIZE, USUAL_SIDES, Size


def trace(module: nn.Module, size: Size = DEFAULT_SIZE) -> Graph:
    """The graph of a module that takes one image batch ``[N, C, H, W]``, from a run at ``size``.

    One that refuses 224×224 is run at another usual size. ``UnsupportedOp`` if the module can't be
    run on tensors without content.
    """
    check_inputs(module)
    run = first_run(module, size)
    size = run.size
    if (channels := channels_by(run)) != run.channels:
        run = followed(module, size, channels)
    if run.notes.asked:
        run.lose(difference(run, another_run(module, run)))
    unused = [
        weight for weight in run.weights.values() if weight.trained and weight.name not in run.used
    ]
    ops, groups = organized(run.result(), parts_of(run))
    graph = Graph(ops, groups, tuple(run.notes.guards), tuple(unused))
    return graph if graph.is_proven else replace(graph, size=size)


def first_run(module: nn.Module, size: Size) -> Run:
    """A run at ``size``; at another usual one if that is 224 and the module refuses it."""
    try:
        return followed(module, size)
    except UnsupportedOp as error:
        if size == DEFAULT_SIZE and isinstance(error.__cause__, AssertionError):
            for side in USUAL_SIDES[1:]:
                with suppress(UnsupportedOp):
                    return followed(module, Size(side, side))
        raise


def followed(module: nn.Module, size: Size, channels: int | None = None) -> Run:
    """A run of a module on an image of so many channels, or of as many as its first conv takes."""
    run = Run(module, size, channels or channels_of(module))
    token = NOTES.set(run.notes)
    parts = run.parts.values()
    with evaluating(parts), torch.no_grad(), with_formulas(parts), run:
        try:
            check_followed(module(run.input()), run)
        except UnsupportedOp:
            raise
        except Exception as error:
            raise UnsupportedOp(run.latest, explained(error)) from error
        finally:
            NOTES.reset(token)
    return run


def check_followed(result: Any, run: Run) -> None:
    """Refuse a result that comes from something the run couldn't follow."""
    if isinstance(result, dict):
        result = tuple(result.values())
    given = result if isinstance(result, (tuple, list)) else (result,)
    arrays = [each for each in given if isinstance(each, Array)]
    if arrays and not any(hasattr(each, "op") for each in arrays):
        reason = "what comes after it isn't made by functions of PyTorch that can be followed"
        raise UnsupportedOp(run.latest, reason)


def another_run(module: nn.Module, run: Run) -> Run | None:
    """A run at another size at which ``forward`` is expected to do the same."""
    height, width = run.size.height, run.size.width
    for size in (
        Size(height + 37, width + 75),
        Size(height + 32, width + 64),
        Size(2 * height, 2 * width),
        Size(height + 75, height + 75),
    ):
        sizes = {"N": RUN_BATCH, "H": size.height, "W": size.width}
        if all(guard.passes(sizes) for guard in run.notes.guards):
            with suppress(UnsupportedOp):
                return followed(module, size, run.channels)
    return None


def difference(run: Run, other: Run | None) -> int | None:
    """The place of the first op that is another one in another run: some size lost its formula."""
    if other is None:
        return None
    pairs = zip_longest(run.ops.values(), other.ops.values())
    return next((place for place, pair in enumerate(pairs) if len({*map(told, pair)}) > 1), None)


def told(op: Op | None) -> str:
    """An op in words, without the sizes that were only seen."""
    return re.sub(r"Observed\(size=\d+", "Observed(", repr(op))


def parts_of(run: Run) -> dict[str, Part]:
    """What the modules are, by path."""
    kinds = {path: type(part) for path, part in run.parts.items()}
    plain = {kind: is_plain(kind) for kind in {*kinds.values()}}
    return {path: Part(kind.__name__, plain[kind]) for path, kind in kinds.items()}


def is_plain(kind: type[nn.Module]) -> bool:
    """Whether a module only holds others: it has no ``forward`` of its own."""
    own = next(base for base in kind.__mro__ if "forward" in vars(base))
    return issubclass(kind, CONTAINERS) and own.__module__.startswith("torch.nn.modules")


CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)


def channels_by(run: Run) -> int:
    """The channels of an image that would fit the first convolution of a run.

    The one that was made first may stand elsewhere, or after pixels that became channels.
    """
    first = next((op for op in run.ops.values() if op.kind in TAKES_CHANNELS), None)
    given = run.ops[first.inputs[0]].output.channels if first else 0
    if not first or not given or run.channels * first.in_channels % given:
        return run.channels
    return run.channels * first.in_channels // given


def channels_of(module: nn.Module) -> int:
    """How many channels the first convolution takes, in the order in which parts were made."""
    first = next((part for part in module.modules() if isinstance(part, CONVS)), None)
    if first is None:
        raise UnsupportedOp("input", "a network takes one batch, and a conv says its channels")
    return int(first.in_channels)


def check_inputs(module: nn.Module) -> None:
    """Refuse a module that needs more than one input."""
    needed = [
        name
        for name, parameter in signature(module.forward).parameters.items()
        if parameter.default is parameter.empty and parameter.kind in POSITIONAL
    ]
    if len(needed) != 1:
        problem = f"a network takes one batch of images; this one takes {', '.join(needed)}"
        raise UnsupportedOp("input", problem)


POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def explained(error: Exception) -> str:
    """What an error of a module says, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not inside_torch(frame.filename)]
    where = f" ({own[-1].filename}, line {own[-1].lineno})" if own else ""
    return f"{type(error).__name__}: {error}{where}"


def inside_torch(file: str) -> bool:
    """Whether a file is PyTorch's or ours."""
    return "/torch/" in file or "/resnet_atlas/" in file


CONVS = (nn.Conv2d, nn.ConvTranspose2d)
