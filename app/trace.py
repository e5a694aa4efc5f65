"""``torch.nn.Module`` → ``Graph``: data flow from torch.fx, hierarchy from the module paths."""

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import torch
from torch import fx, nn

from app.errors import UnsupportedOp
from app.extent import Extent
from app.graph import Graph, Group, Op, Role, Shortcut, Tensor
from app.window import Window

STAGE = re.compile(r"layer(\d+)")
BLOCK = re.compile(r"(layer\d+)\.(\d+)(?=\.|$)")


class Tracer(fx.Tracer):
    """Records a call for every layer of PyTorch, ours (subclasses of them) included."""

    def is_leaf_module(self, module: nn.Module, path: str) -> bool:
        """Whether ``module`` is one op rather than a container to look into."""
        return isinstance(module, tuple(LAYERS))


def trace(module: nn.Module) -> Graph:
    """The graph of a module that takes one image batch ``[N, C, H, W]``.

    ``UnsupportedOp`` for anything whose shapes one floor per axis can't state.
    """
    ops: dict[str, Op] = {}
    paths: dict[fx.Node, str] = {}
    calls: Counter[str] = Counter()
    for node in Tracer().trace(module).nodes:
        if node.op == "output":
            break
        path = name_of(node)
        calls[path] += 1
        path = path if calls[path] == 1 else f"{path}:{calls[path]}"
        inputs = [ops[paths[source]] for source in node.all_input_nodes]
        paths[node] = path
        ops[path] = place(read(node, path, module, inputs), ops.values())
    placed = tuple(branches(ops))
    return Graph(placed, tuple(groups(module, placed)))


def name_of(node: fx.Node) -> str:
    """The op's module path; for a function, its name below the path of the module that calls it."""
    if node.op == "placeholder":
        return "input"
    if node.op == "call_module":
        return str(node.target)
    caller = [path for path, _ in node.meta.get("nn_module_stack", {}).values()][-1:] or [""]
    return ".".join(filter(None, [*caller, function_of(node)]))


def function_of(node: fx.Node) -> str:
    """What a function or method is called, here or else in Python."""
    return FUNCTIONS.get(node.target) or str(getattr(node.target, "__name__", node.target))


def place(op: Op, before: Iterable[Op]) -> Op:
    """``op`` with its stage and block: by path, else the stem before all stages, the head after."""
    block, stage = BLOCK.match(op.id), STAGE.match(op.id)
    if stage:
        return replace(op, stage=stage[0], block=block[0] if block else None)
    return replace(op, stage="head" if any(STAGE.match(other.id) for other in before) else "stem")


def read(node: fx.Node, path: str, root: nn.Module, inputs: list[Op]) -> Op:
    """One fx node as an op."""
    if node.op == "placeholder":
        first = next((layer for layer in root.modules() if isinstance(layer, nn.Conv2d)), None)
        if first is None or path != "input":
            raise UnsupportedOp(path, "a network takes one batch, and a conv says its channels")
        return Op(path, "input", (), Tensor(first.in_channels, (Extent(), Extent())), "stem")
    if node.op == "call_module":
        layer = root.get_submodule(str(node.target))
        kind = next(kind for kind in LAYERS if isinstance(layer, kind))
        if not fits(kind, layer, inputs[0].output):
            raise UnsupportedOp(path, f"{layer} can't take {inputs[0].output.symbolic}")
        return LAYERS[kind](path, layer, inputs[0])
    if FUNCTIONS.get(node.target) == "add" and len(inputs) == 2:
        return read_add(path, inputs)
    if FUNCTIONS.get(node.target) == "mul" and len(inputs) == 2:
        return read_mul(path, inputs)
    if FUNCTIONS.get(node.target) == "flatten" and node.args[1:] == (1,) and not node.kwargs:
        return read_flatten(path, inputs[0])
    raise UnsupportedOp(path, f"{function_of(node)} is not an op whose shapes can be stated")


def fits(kind: type[nn.Module], layer: nn.Module, given: Tensor) -> bool:
    """Whether ``layer`` can take ``given``: its channels, and an image or (linear) none."""
    takes = getattr(layer, CHANNELS.get(kind, ""), given.channels)
    takes_image = kind is not nn.Linear
    return takes == given.channels and (kind in ANYWHERE or bool(given.axes) == takes_image)


def read_conv(path: str, layer: nn.Conv2d, source: Op) -> Op:
    """A convolution."""
    if isinstance(layer.padding, str):
        raise UnsupportedOp(path, f"padding={layer.padding!r} is not a number")
    windows = windows_of(layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    op = slide(path, "conv", source, windows, layer.out_channels)
    return replace(op, groups=layer.groups, bias=layer.bias is not None)


def read_max_pool(path: str, layer: nn.MaxPool2d, source: Op) -> Op:
    """A max pooling."""
    return read_pool(path, "max_pool", layer, layer.dilation, source)


def read_avg_pool(path: str, layer: nn.AvgPool2d, source: Op) -> Op:
    """An average pooling of a window."""
    return read_pool(path, "avg_pool", layer, 1, source)


def read_pool(path: str, kind: str, layer: Any, dilation: Any, source: Op) -> Op:
    """A pooling. One that rounds up is a floor, too, unless PyTorch takes the last window away.

    It does where that would start in the padding behind the data (``pooling_shape.h``), which a
    window that spans at least padding and stride never does.
    """
    windows = windows_of(layer.kernel_size, layer.stride, layer.padding, dilation)
    if layer.ceil_mode:
        if any(it.span < it.padding + it.stride for it in windows):
            raise UnsupportedOp(path, "ceil_mode=True with so small a window is no floor")
        height, width = (replace(it, ceil=True) for it in windows)
        windows = height, width
    return slide(path, kind, source, windows, source.output.channels)


def read_global_pool(path: str, layer: nn.AdaptiveAvgPool2d, source: Op) -> Op:
    """An adaptive pooling: its output has the size asked for, whatever the input."""
    size = layer.output_size
    sides = size if isinstance(size, tuple) else (size, size)
    axes = tuple(
        Extent.constant(side) if side else axis
        for side, axis in zip(sides, source.output.axes, strict=True)
    )
    return unary(path, "avg_pool", source, Tensor(source.output.channels, axes))


def read_flatten(path: str, source: Op) -> Op:
    """A flattening of everything behind the batch; the spatial axes have to be constant by then."""
    features = source.output.channels
    for axis in source.output.axes:
        if not axis.is_constant:
            raise UnsupportedOp(path, "the number of features would depend on the input's size")
        features *= axis.a
    return unary(path, "flatten", source, Tensor(features, ()))


def read_linear(path: str, layer: nn.Linear, source: Op) -> Op:
    """A fully connected layer."""
    return replace(
        unary(path, "linear", source, Tensor(layer.out_features, ())), bias=layer.bias is not None
    )


def read_add(path: str, inputs: list[Op]) -> Op:
    """An addition; whether the two agree at every size is known to the graph."""
    one, other = (op.output for op in inputs)
    if one.channels != other.channels or len(one.axes) != len(other.axes):
        raise UnsupportedOp(path, f"can't add {one.symbolic} and {other.symbolic}")
    return Op(path, "add", tuple(op.id for op in inputs), one, "", in_channels=one.channels)


def read_mul(path: str, inputs: list[Op]) -> Op:
    """A map whose channels are multiplied by one number each."""
    one, other = (op.output for op in inputs)
    single = all(axis == Extent.constant(1) for axis in other.axes)
    if one.channels != other.channels or len(one.axes) != len(other.axes) or not single:
        raise UnsupportedOp(path, f"can't multiply {one.symbolic} by {other.symbolic}")
    return Op(path, "mul", tuple(op.id for op in inputs), one, "", in_channels=one.channels)


def read_pad(path: str, layer: nn.ZeroPad3d, source: Op) -> Op:
    """Channels of zeros behind (or before) those that are there."""
    *sides, front, back = layer.padding
    if any(sides):
        raise UnsupportedOp(path, f"padding={layer.padding} is not of channels alone")
    channels = source.output.channels + front + back
    return unary(path, "pad", source, Tensor(channels, source.output.axes))


def unary(path: str, kind: str, source: Op, output: Tensor) -> Op:
    """An op with one input."""
    return Op(path, kind, (source.id,), output, "", in_channels=source.output.channels)


def elementwise(kind: str) -> Callable[[str, Any, Op], Op]:
    """A reader of layers that keep the shape."""
    return lambda path, _, source: unary(path, kind, source, source.output)


def slide(path: str, kind: str, source: Op, windows: tuple[Window, Window], channels: int) -> Op:
    """An op that slides a window over height and width."""
    axes = tuple(
        window.extent(axis) for window, axis in zip(windows, source.output.axes, strict=True)
    )
    return replace(unary(path, kind, source, Tensor(channels, axes)), windows=windows)


def windows_of(*options: Any) -> tuple[Window, Window]:
    """PyTorch's kernel, stride, padding and dilation, each a number or a pair, per axis."""
    pairs = [option if isinstance(option, tuple) else (option, option) for option in options]
    height, width = zip(*pairs, strict=True)
    return Window(*height), Window(*width)


LAYERS: dict[type[nn.Module], Callable[[str, Any, Op], Op]] = {
    nn.Conv2d: read_conv,
    nn.MaxPool2d: read_max_pool,
    nn.AvgPool2d: read_avg_pool,
    nn.AdaptiveAvgPool2d: read_global_pool,
    nn.BatchNorm2d: elementwise("batch_norm"),
    nn.ReLU: elementwise("relu"),
    nn.Sigmoid: elementwise("sigmoid"),
    nn.ZeroPad3d: read_pad,
    nn.Linear: read_linear,
}
ANYWHERE = (nn.ReLU, nn.Sigmoid)
"""What takes images and features alike."""

CHANNELS = {nn.Conv2d: "in_channels", nn.BatchNorm2d: "num_features", nn.Linear: "in_features"}
FUNCTIONS: dict[Any, str] = {
    operator.add: "add",
    operator.iadd: "add",
    operator.mul: "mul",
    torch.flatten: "flatten",
}


SHORTCUTS: dict[str, Shortcut] = {"pad": "padded", "conv": "projection"}
"""What a shortcut is by the kind of op on it, the last that is there."""


def branches(ops: dict[str, Op]) -> Iterable[Op]:
    """The ops with their roles: what lies between an addition and the fork before it.

    Of the two branches, the shortcut is the one with fewer convs (figure 2 of the paper).
    """
    role: dict[str, Role] = {}
    for add in ops.values():
        if add.kind == "add":
            ways = [within(ops, add.block, source) for source in add.inputs]
            common = set(ways[0]) & set(ways[1])
            own = [[path for path in way if path not in common] for way in ways]
            convs = [sum(ops[path].kind == "conv" for path in way) for way in own]
            shortcut = 0 if convs[0] < convs[1] else 1
            role |= dict.fromkeys(own[shortcut], "shortcut")
            role |= dict.fromkeys(own[1 - shortcut], "residual")
    return (replace(op, role=role[op.id]) if op.id in role else op for op in ops.values())


def within(ops: dict[str, Op], block: str | None, start: str) -> list[str]:
    """The ops of ``block`` that the value of ``start`` is computed from, itself included."""
    found: dict[str, None] = {}
    todo = [start]
    while todo:
        path = todo.pop()
        if ops[path].block == block and path not in found:
            found[path] = None
            todo += ops[path].inputs
    return list(found)


def groups(module: nn.Module, ops: Iterable[Op]) -> Iterable[Group]:
    """Stages in order of execution, each followed by its blocks."""
    stages: dict[str, dict[str, list[Op]]] = {}
    for op in ops:
        blocks = stages.setdefault(op.stage, {})
        if op.block:
            blocks.setdefault(op.block, []).append(op)
    for stage, blocks in stages.items():
        types = [type(module.get_submodule(block)).__name__ for block in blocks]
        number = STAGE.match(stage)
        kind = "stage" if number else stage
        yield Group(stage, kind, None, types[0] if types else "", int(number[1]) if number else 0)
        for (block, members), name in zip(blocks.items(), types, strict=True):
            beside = {op.kind for op in members if op.role == "shortcut"}
            shortcut: Shortcut = "subsampled" if beside else "identity"
            for sign, made in SHORTCUTS.items():
                shortcut = made if sign in beside else shortcut
            yield Group(block, "block", stage, name, int(block.rpartition(".")[2]), shortcut)
