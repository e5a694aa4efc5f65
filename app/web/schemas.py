"""The JSON answers, as OpenAPI describes them; what they mean is said where the facts are made."""

from typing import Literal

from pydantic import BaseModel, Field

from app.atlas import Network
from app.cost import Cost
from app.extent import Extent
from app.graph import Graph, Op, Tensor
from app.layers import Layer
from app.size import Size
from app.spec import ResNetSpec
from app.summary import Part, Summary
from app.web import urls


class Problem(BaseModel):
    """What was wrong (RFC 9457); ``parameter`` and what follows where a parameter was."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    parameter: str | None = None
    given: str | None = None
    problem: str | None = None
    allowed: str | None = None
    nearest: str | None = None


class ModelEntry(BaseModel):
    """A network of the catalogue, its costs for one image of 224×224."""

    name: str
    block: str
    depths: tuple[int, ...]
    depth: int
    groups: int
    width_per_group: int
    parameters: int
    macs: int
    activations: int
    url: str


class ModelList(BaseModel):
    """All named networks."""

    models: list[ModelEntry]


class Input(BaseModel):
    """What goes into the network."""

    batch: int
    channels: int
    height: int
    width: int


class Costs(BaseModel):
    """Exact whole numbers; MACs and activations are for the batch given."""

    parameters: int
    macs: int
    activations: int


class Block(BaseModel):
    """A block of a stage."""

    id: str
    type: str
    shortcut: Literal["identity", "projection"] | None
    stride: int
    input: tuple[int, ...]
    output: tuple[int, ...]
    symbolic: str
    totals: Costs
    receptive_field: tuple[int, ...] | None
    jump: tuple[int, ...] | None


class Stage(BaseModel):
    """A stage by its three names: in prose, PyTorch's module path, the paper's table."""

    id: str = Field(examples=["layer1"])
    name: str = Field(examples=["stage1"])
    layer: str = Field(examples=["layer1"])
    paper: str = Field(examples=["conv2_x"])
    stride: int
    input: tuple[int, ...]
    output: tuple[int, ...]
    symbolic: str
    totals: Costs
    receptive_field: tuple[int, ...] | None
    jump: tuple[int, ...] | None
    blocks: list[Block]


class Model(BaseModel):
    """One network at one input size."""

    name: str
    changes: dict[str, str] = Field(description="options that differ from the named network's")
    spec: ResNetSpec
    depth: int
    input: Input
    output: tuple[int, ...]
    totals: Costs
    receptive_field: tuple[int, ...] | None = Field(description="before the global pooling")
    jump: tuple[int, ...] | None = Field(description="before the global pooling")
    stages: list[Stage]


class LayerList(BaseModel):
    """The layers of a network in the order of execution."""

    model: str
    input: Input
    layers: list[Layer]


class TensorForm(BaseModel):
    """Channels, and per spatial axis the closed form ``⌊(n + a)/s⌋``; with s = 0 the constant a."""

    channels: int
    extents: tuple[Extent, ...]
    symbolic: str


class GraphOp(BaseModel):
    """An op of the graph."""

    id: str
    kind: str
    stage: str
    block: str | None
    role: str
    inputs: tuple[str, ...]
    output: TensorForm


class GraphGroup(BaseModel):
    """A stage or block."""

    id: str
    kind: str
    parent: str | None
    type: str
    names: tuple[str, ...]
    shortcut: str | None
    ops: list[str]


class GraphEdge(BaseModel):
    """A tensor handed from one op to another."""

    source: str
    target: str
    role: str
    tensor: TensorForm


class GraphAnswer(BaseModel):
    """What a network is, for any input size."""

    model: str
    ops: list[GraphOp]
    groups: list[GraphGroup]
    edges: list[GraphEdge]


class Difference(BaseModel):
    """An op on whose output shape the closed form and PyTorch differ."""

    id: str
    closed_form: tuple[int, ...] | None
    pytorch: tuple[int, ...] | None


class Verification(BaseModel):
    """The closed form against PyTorch's own run of the module, op by op."""

    checked: int
    agree: int
    differences: list[Difference]


def entry(network: Network, total: Cost) -> ModelEntry:
    """A network in the list."""
    return ModelEntry(
        name=network.name,
        block=network.spec.block,
        depths=network.spec.depths,
        depth=network.spec.depth,
        groups=network.spec.groups,
        width_per_group=network.spec.width_per_group,
        parameters=total.parameters,
        macs=total.macs,
        activations=total.activations,
        url=urls.api(network),
    )


def costs(cost: Cost) -> Costs:
    """A cost."""
    return Costs(parameters=cost.parameters, macs=cost.macs, activations=cost.activations)


def input_of(network: Network, size: Size, batch: int) -> Input:
    """The input."""
    return Input(
        batch=batch, channels=network.spec.in_channels, height=size.height, width=size.width
    )


def model(network: Network, size: Size, batch: int, summary: Summary) -> Model:
    """A network and its stages."""
    return Model(
        name=network.name,
        changes=network.changes,
        spec=network.spec,
        depth=network.spec.depth,
        input=input_of(network, size, batch),
        output=summary.output,
        totals=costs(summary.total),
        receptive_field=summary.stages[-1].receptive_field,
        jump=summary.stages[-1].jump,
        stages=[stage(part) for part in summary.stages],
    )


def stage(part: Part) -> Stage:
    """A stage and its blocks."""
    name, layer, paper = part.names
    blocks = [
        Block(
            id=block.id,
            type=block.type,
            shortcut=block.shortcut,
            stride=block.stride,
            input=block.input,
            output=block.output,
            symbolic=block.symbolic,
            totals=costs(block.cost),
            receptive_field=block.receptive_field,
            jump=block.jump,
        )
        for block in part.blocks
    ]
    return Stage(
        id=part.id,
        name=name,
        layer=layer,
        paper=paper,
        stride=part.stride,
        input=part.input,
        output=part.output,
        symbolic=part.symbolic,
        totals=costs(part.cost),
        receptive_field=part.receptive_field,
        jump=part.jump,
        blocks=blocks,
    )


def graph(network: Network, found: Graph) -> GraphAnswer:
    """The graph of a network."""

    def form(tensor: Tensor) -> TensorForm:
        return TensorForm(channels=tensor.channels, extents=tensor.axes, symbolic=tensor.formula())

    def op(it: Op) -> GraphOp:
        return GraphOp(
            id=it.id,
            kind=it.kind,
            stage=it.stage,
            block=it.block,
            role=it.role,
            inputs=it.inputs,
            output=form(it.output),
        )

    return GraphAnswer(
        model=network.name,
        ops=[op(it) for it in found.ops],
        groups=[
            GraphGroup(
                id=it.id,
                kind=it.kind,
                parent=it.parent,
                type=it.type,
                names=it.names,
                shortcut=it.shortcut,
                ops=[member.id for member in found.members(it.id)],
            )
            for it in found.groups
        ],
        edges=[
            GraphEdge(
                source=it.source,
                target=it.target,
                role=it.role,
                tensor=form(found.op[it.source].output),
            )
            for it in found.edges
        ],
    )
