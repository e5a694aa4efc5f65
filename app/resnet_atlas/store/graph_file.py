"""Files of a graph: what ``resnet-atlas trace`` writes. Reading one runs nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from resnet_atlas.errors import AtlasError, BadNetwork
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.names import plain
from resnet_atlas.network.size import Size

FORMAT = "resnet-atlas graph 1"
"""What a file begins with; the number rises with what a graph consists of."""

MOST_BYTES = 2**23
"""How large a file may be; EfficientNet-V2-L's has less than 1 MB."""

MOST_OPS = 10_000

LARGEST = 2**40
"""The largest whole number in a graph: one beyond it is no size of anything."""

LEAST = {"s": 0, "by": 1, "kernel": 1, "stride": 1, "padding": 0, "dilation": 1, "groups": 1}
LEAST |= {"channels": 0, "in_channels": 0, "shape": 0, "number": 0}
"""The least that a number may be, by what it is of."""

TEXTS = {"terms": {"N", "H", "W"}, "relation": {"==", "<", "<="}}
"""What a text may be, by what it is of; any other is a module path or a word."""

WHAT = "a file that resnet-atlas trace wrote"


class GraphFile(BaseModel):
    """A graph with its name and the size of the images that it is made for."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    format: str
    name: Annotated[str, Field(max_length=200)]
    size: str
    graph: Graph


def write(path: Path, name: str, graph: Graph, size: Size) -> int:
    """Write a graph to a file, and return how many bytes it takes."""
    made = GraphFile(format=FORMAT, name=name, size=str(size), graph=graph)
    return path.write_bytes(ADAPTER.dump_json(made, exclude_defaults=True) + b"\n")


def read(path: Path) -> tuple[str, Graph, Size]:
    """The name, the graph and the usual size in a file; ``BadNetwork`` for any other file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadNetwork(str(path), "this file is too large", f"at most {MOST_BYTES:,} bytes")
        content = path.read_bytes()
    except OSError as error:
        problem = error.strerror or "it can't be read"
        raise BadNetwork(str(path), problem.lower(), near(path)) from None
    try:
        made = ADAPTER.validate_json(content)
    except (ValidationError, RecursionError) as error:
        raise BadNetwork(str(path), f"this is no graph: {first_of(error)}", WHAT) from None
    if made.format != FORMAT:
        raise BadNetwork(str(path), "another version wrote this file", FORMAT)
    if found := next(wrong(made.graph), None):
        raise BadNetwork(str(path), f"this is no graph: {found}", WHAT)
    return made.name, made.graph, Size.parse(made.size)


def wrong(graph: Graph) -> Iterator[str]:
    """What a graph of ours never has."""
    if not 2 <= len(graph.ops) <= MOST_OPS or len(graph.groups) > MOST_OPS:
        yield f"it has {len(graph.ops):,} ops; 2 to {MOST_OPS:,} are possible"
    seen: set[str] = set()
    groups = {group.id for group in graph.groups}
    for op in graph.ops:
        if op.id in seen:
            yield f"{op.id} is there twice"
        if not seen.issuperset(op.inputs):
            yield f"{op.id} takes what was not computed before"
        if (op.inputs == ()) != (op is graph.ops[0]):
            yield f"{op.id} is a second input"
        if not {op.stage, op.block or op.stage} <= groups:
            yield f"{op.id} is in a group that isn't there"
        seen.add(op.id)
    for group in graph.groups:
        if group.parent and group.parent not in groups:
            yield f"{group.id} is in a group that isn't there"
    yield from wrong_values(ADAPTER_OF_GRAPH.dump_python(graph, mode="json"))
    try:
        Facts(graph).layers  # noqa: B018  # what every page computes
    except AtlasError:
        pass  # as an input that is too small
    except Exception as error:
        yield f"nothing can be computed from it ({type(error).__name__})"


def wrong_values(value: Any, key: str = "") -> Iterator[str]:
    """Texts and numbers that no graph of ours has, at any depth; ``key`` is what a value is of."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from wrong_values(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from wrong_values(inner, key)
    elif isinstance(value, str):
        allowed = TEXTS.get(key)
        if value not in allowed if allowed else plain(value) != value:
            yield f"{key} is a text that no graph has"
    elif isinstance(value, int) and not LEAST.get(key, -LARGEST) <= value <= LARGEST:
        yield f"{key} is out of range"


def first_of(error: Exception) -> str:
    """The first thing that is wrong with a file."""
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'][:6])) or 'the file'}: {first['msg']}"[:200]


def near(path: Path) -> str:
    """What there is instead of a file that isn't there."""
    found = sorted(each.name for each in path.parent.glob("*.json")) if path.parent.is_dir() else []
    return f"{WHAT}: {', '.join(found[:10])}" if found else WHAT


ADAPTER = TypeAdapter(GraphFile)
ADAPTER_OF_GRAPH = TypeAdapter(Graph)
