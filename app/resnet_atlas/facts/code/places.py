"""The lines of a network's source that make an op and that call it.

The source is what ``network/source.py`` writes. It is read by ``ast``: which class assigns
``self.conv2``, and which lines of its ``forward`` call that.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from resnet_atlas.graph.graph import Graph

ROOT, SQUEEZE = "ResNet", "SqueezeExcitation"


@dataclass(frozen=True, slots=True)
class Place:
    """The lines, counted from 1, that make a part and that call it; empty where there are none."""

    init: tuple[int, ...]
    forward: tuple[int, ...]


@dataclass(slots=True)
class Lines:
    """What a class says: the lines that assign each attribute, and those that call it, in order."""

    init: dict[str, tuple[int, ...]] = field(default_factory=dict)
    calls: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def places(graph: Graph, source: str) -> dict[str, Place]:
    """The lines of every op and group of a network, by id."""
    classes = {
        node.name: lines_of(node)
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef)
    }
    block = next((name for name in classes if name not in (ROOT, SQUEEZE)), ROOT)
    found = {op.id: place_of(op.id, op.kind, classes, block) for op in graph.layers}
    for group in graph.groups:
        if group.kind == "stage":
            found[group.id] = in_class(classes[ROOT], group.id, "")
        elif group.kind == "block":
            found[group.id] = in_class(classes[ROOT], group.id.partition(".")[0], "")
    return found


def place_of(id: str, kind: str, classes: dict[str, Lines], block: str) -> Place:
    """The lines of an op, in the class that its path leads to."""
    path, _, ordinal = id.partition(":")
    steps = path.split(".")
    owner = ROOT
    if steps[0].startswith("layer"):
        owner, steps = block, steps[2:]
    if steps[0] == "se" and len(steps) > 1:
        owner, steps = SQUEEZE, steps[1:]
    if steps[0] in ("add", "mul", "flatten") and kind in ("add", "mul", "flatten"):
        return Place((), tuple(classes[owner].calls.get(kind, ())[:1]))
    return in_class(classes[owner], steps[0], ordinal, ".".join(steps[1:]))


def in_class(lines: Lines, name: str, ordinal: str, inner: str = "") -> Place:
    """The lines of an attribute; of a part of it, where it is a sequence; of its n-th call."""
    calls = lines.calls.get(name, [])
    number = int(ordinal) if ordinal else 1
    called = calls[number - 1 : number] or calls[-1:]
    return Place(lines.init.get(f"{name}.{inner}" if inner else name, lines.init.get(name, ())),
                 tuple(called))  # fmt: skip


def lines_of(node: ast.ClassDef) -> Lines:
    """What the two methods of a class say."""
    found = Lines()
    for method in node.body:
        if not isinstance(method, ast.FunctionDef):
            continue
        if method.name == "__init__":
            for path, numbers in assigned(method):
                found.init[path] = numbers
        elif method.name == "forward":
            for name, number in called(method):
                found.calls[name].append(number)
    return found


def assigned(method: ast.FunctionDef) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The attributes that a method assigns, and the parts of those that are sequences."""
    for node in ast.walk(method):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
            continue
        name, value = node.targets[0].attr, node.value
        if isinstance(value, ast.Constant):  # None, where there is no shortcut
            continue
        yield name, numbers(node)
        if isinstance(value, ast.Call) and is_sequence(value):
            for place, part in enumerate(value.args):
                yield f"{name}.{place}", numbers(part)


def is_sequence(call: ast.Call) -> bool:
    """Whether a call makes an ``nn.Sequential``."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "Sequential"


def called(method: ast.FunctionDef) -> Iterator[tuple[str, int]]:
    """The attributes that a method calls and the functions that it applies, in order."""
    for node in sorted(ast.walk(method), key=lambda each: getattr(each, "lineno", 0)):
        if isinstance(node, ast.BinOp):
            kind = {ast.Add: "add", ast.Mult: "mul"}.get(type(node.op))
            if kind:
                yield kind, node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node.lineno


def numbers(node: ast.stmt | ast.expr) -> tuple[int, ...]:
    """The lines that a node spans."""
    return tuple(range(node.lineno, (node.end_lineno or node.lineno) + 1))
