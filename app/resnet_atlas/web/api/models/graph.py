"""The graph of a network: what a page's scripts compute everything from."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.facts import cost
from resnet_atlas.facts.memory.passes import Passes
from resnet_atlas.facts.memory.span import Span
from resnet_atlas.facts.receptive_field import receptive_fields
from resnet_atlas.facts.state_dict import shapes_of
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.window import Window
from resnet_atlas.network.network import Network
from resnet_atlas.store.traced import at_size
from resnet_atlas.web.api.responses import Name, facts_router, json_response
from resnet_atlas.web.api.schemas import FromFacts
from resnet_atlas.web.request.facts import load_graph
from resnet_atlas.web.request.spec_query import SpecQuery
from resnet_atlas.web.request.view_query import SizeQuery

router = facts_router()


class AxisForm(FromFacts):
    """An axis that one floor can't state.

    ``form`` is its size as an expression, ``2*(H+15/16)``: brackets are a floor. ``s`` is how many
    input pixels lie between two elements, and ``a`` is 0.
    """

    form: str = Field(validation_alias="encoded")
    s: int | float
    a: int = 0


class TensorForm(BaseModel):
    """Channels, and per spatial axis the closed form ``⌊(n + a)/s⌋``; with s = 0 the constant a.

    ``dims`` are expressions of all dimensions, the batch ``N`` included, where a tensor is neither
    ``[N, channels]`` nor ``[N, channels, height, width]``.
    """

    channels: int
    extents: tuple[Extent | AxisForm, ...]
    dims: tuple[str, ...] | None = None
    symbolic: str
    certainty: Literal["proven", "observed"] = Field(
        description="whether the shape holds at every size, or was seen when PyTorch ran at one"
    )

    @classmethod
    def of(cls, tensor: Tensor) -> Self:
        """The forms of a tensor."""
        return cls(
            channels=tensor.channels,
            extents=tuple(
                axis if isinstance(axis, Extent) else AxisForm.model_validate(axis)
                for axis in tensor.axes
            ),
            dims=tuple(form.encoded for form in tensor.dims) or None,
            symbolic=tensor.symbolic,
            certainty=tensor.certainty,
        )


class GraphOp(FromFacts):
    """An op of the graph: all that its shapes and costs at any input follow from.

    ``windows`` are those of height and width. MACs are ``macs_per_position`` times the batch times
    the output's height and width, of a transposed convolution its input's. ``receptive_field`` is
    None where it is the whole input. ``weights`` are the shapes of its tensors by their names in
    the state dict.
    """

    id: str
    kind: str
    stage: str
    block: str | None
    role: str
    inputs: tuple[str, ...]
    output: TensorForm
    in_channels: int
    windows: tuple[Window, Window] | None
    groups: int
    bias: bool
    parameters: int
    macs_per_position: int
    receptive_field: tuple[int, ...] | None
    weights: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, op: Op, field: tuple[int, ...] | None) -> Self:
        """An op, and the receptive field of its output."""
        return cls(
            id=op.id,
            kind=op.kind,
            stage=op.stage,
            block=op.block,
            role=op.role,
            inputs=op.inputs,
            output=TensorForm.of(op.output),
            in_channels=op.in_channels,
            windows=op.windows,
            groups=op.groups,
            bias=op.bias,
            parameters=cost.parameters(op),
            macs_per_position=cost.macs(op, (1, op.output.channels), (1, op.in_channels)),
            receptive_field=field,
            weights=shapes_of(op),
        )


class GraphGroup(FromFacts):
    """A stage or block."""

    id: str
    kind: str
    parent: str | None
    type: str
    number: int
    names: tuple[str, ...]
    shortcut: str | None


class GraphEdge(BaseModel):
    """A tensor handed from one op to another."""

    source: str
    target: str
    role: str
    tensor: TensorForm


SpanRow = tuple[int, int, str, bool, int, int, str]
"""Index of the op, count, unit, whether at every position, first moment, last moment, flag."""


class MemorySpans(BaseModel):
    """What is in memory at each moment, for any input; see `/memory` for the sums.

    Each span is: the index in `ops` of the op that it belongs to; how many elements; their unit
    (`number`, `image`, `cast`, `copy`, `statistic` or `index`); whether there are as many at every
    position of the op’s output and for every image; the first moment and the last; and `kept` where
    it is in memory between the passes, `again` where the backward pass computes it again, else an
    empty text. The moments of inference are the ops after the input; those of training are the same
    ops, and then the same backwards.
    """

    inference: list[SpanRow]
    training: list[SpanRow]
    checkpointed: list[SpanRow]

    @classmethod
    def of(cls, graph: Graph) -> Self:
        """The spans of a graph."""
        passes, index = Passes(graph), {op.id: place for place, op in enumerate(graph.ops)}

        def rows(spans: Iterable[Span]) -> list[SpanRow]:
            return [
                (
                    index[each.op.id],
                    each.count,
                    each.unit,
                    each.mapped,
                    each.first,
                    each.last,
                    "kept" if each.kept else "again" if each.again else "",
                )
                for each in spans
            ]

        return cls(
            inference=rows(passes.inference()),
            training=rows(passes.training()),
            checkpointed=rows(passes.checkpointed()),
        )


class GraphDemand(BaseModel):
    """Two sizes that have to be equal at an op: what it is given, and what it takes."""

    op: str
    given: str
    taken: str


class GraphGuard(BaseModel):
    """A condition under which the network does this: ``left`` compared with 0 is ``holds``."""

    left: str
    relation: str
    holds: bool


class GraphAnswer(BaseModel):
    """What a network is, for any input size. The ops of a group are those that name it.

    The graph is that of the sizes that pass all ``guards``. ``seen_at`` is the height and width of
    the run that gave the shapes which aren't proven, if there are any.
    """

    model: str
    ops: list[GraphOp]
    groups: list[GraphGroup]
    edges: list[GraphEdge]
    memory: MemorySpans
    demands: list[GraphDemand]
    guards: list[GraphGuard]
    seen_at: tuple[int, int] | None

    @classmethod
    def of(cls, network: Network, graph: Graph) -> Self:
        """The graph of a network."""
        fields = receptive_fields(graph)
        return cls(
            model=network.name,
            ops=[GraphOp.of(op, fields[op.id]) for op in graph.ops],
            groups=[GraphGroup.model_validate(group) for group in graph.groups],
            edges=[
                GraphEdge(
                    source=edge.source,
                    target=edge.target,
                    role=edge.role,
                    tensor=TensorForm.of(edge.tensor),
                )
                for edge in graph.edges
            ],
            memory=MemorySpans.of(graph),
            demands=[
                GraphDemand(op=demand.op.id, given=demand.given.encoded, taken=demand.taken.encoded)
                for demand in graph.demands
            ],
            guards=[
                GraphGuard(left=guard.left.encoded, relation=guard.relation, holds=guard.holds)
                for guard in graph.guards
            ],
            seen_at=None if graph.is_proven else (graph.size.height, graph.size.width),
        )


class GraphQuery(SpecQuery, SizeQuery):
    """A network, and the input at which it is looked at."""


@router.get("/models/{name}/graph", summary="Its graph", response_model=GraphAnswer)
async def show_graph(
    request: Request, name: Name, query: Annotated[GraphQuery, Query()]
) -> Response:
    """Ops, groups and edges, for any input size.

    `size` matters for a module of the operator’s alone: what isn’t proven of it is seen there.
    """
    network = query.network(name)
    if query.size:
        network = at_size(network, query.size)
    graph = await load_graph(request, network.origin)
    return await json_response(lambda: GraphAnswer.of(network, graph))
