"""``torch.nn.Module`` → ``Graph``: data flow from torch.fx, hierarchy from the module paths."""

import operator
from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
from torch import fx, nn

from resnet_atlas.errors import UnsupportedOp
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.hierarchy import groups, place
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.ops import LAYERS, fits, read_add, read_flatten, read_mul
from resnet_atlas.graph.tensor import Tensor


class Tracer(fx.Tracer):
    """Records a call for every layer of PyTorch, ours (subclasses of them) included."""

    def call_module(
        self,
        m: nn.Module,
        forward: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:
        """Call a module; a layer skips fx's slow record of the module stack."""
        path = self.path_of_module(m)
        if self.is_leaf_module(m, path):
            return self.create_proxy("call_module", path, args, kwargs)
        return super().call_module(m, forward, args, kwargs)

    def is_leaf_module(self, module: nn.Module, path: str) -> bool:
        """Whether ``module`` is one op rather than a container to look into."""
        return isinstance(module, tuple(LAYERS))


def trace(module: nn.Module) -> Graph:
    """The graph of a module that takes one image batch ``[N, C, H, W]``.

    ``UnsupportedOp`` if the shapes of an op aren't one floor per axis.
    """
    ops: dict[str, Op] = {}
    paths: dict[fx.Node, str] = {}
    calls: Counter[str] = Counter()
    modules = dict(module.named_modules())
    for node in Tracer().trace(module).nodes:
        if node.op == "output":
            break
        path = name_of(node)
        calls[path] += 1
        path = path if calls[path] == 1 else f"{path}:{calls[path]}"
        inputs = [ops[paths[source]] for source in node.all_input_nodes]
        paths[node] = path
        ops[path] = read(node, path, modules, inputs)
    placed = tuple(place(ops))

    def type_of(path: str) -> str:
        return type(modules[path]).__name__

    return Graph(placed, tuple(groups(placed, type_of)))


def name_of(node: fx.Node) -> str:
    """The op's module path; for a function, its name below the path of the module that calls it."""
    if node.op == "placeholder":
        return "input"
    if node.op == "call_module":
        return str(node.target)
    caller = [path for path, _ in node.meta.get("nn_module_stack", {}).values()][-1:] or [""]
    return ".".join(filter(None, [*caller, function_of(node)]))


def function_of(node: fx.Node) -> str:
    """The name of a function or method."""
    return FUNCTIONS.get(node.target) or str(getattr(node.target, "__name__", node.target))


def read(node: fx.Node, path: str, modules: dict[str, nn.Module], inputs: list[Op]) -> Op:
    """One fx node as an op; ``modules`` are all there are, by path."""
    if node.op == "placeholder":
        first = next((layer for layer in modules.values() if isinstance(layer, nn.Conv2d)), None)
        if first is None or path != "input":
            raise UnsupportedOp(path, "a network takes one batch, and a conv says its channels")
        return Op(path, "input", (), Tensor(first.in_channels, (Extent(), Extent())), "stem")
    if node.op == "call_module":
        layer = modules[str(node.target)]
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


FUNCTIONS: dict[Any, str] = {
    operator.add: "add",
    operator.iadd: "add",
    operator.mul: "mul",
    torch.flatten: "flatten",
}
