"""The JSON answers, as OpenAPI describes them; what they mean is said where the facts are made."""

from dataclasses import asdict
from typing import Self

from pydantic import AliasPath, BaseModel, ConfigDict, Field

from app import catalogue, cost
from app.atlas import Network
from app.cost import Cost
from app.extent import Extent
from app.graph import Graph, Op, Shortcut
from app.layers import Layer
from app.size import Size
from app.spec import ResNetSpec
from app.summary import Summary
from app.web import urls
from app.window import Window


class Facts(BaseModel):
    """Read off the object that knows them, attribute by attribute."""

    model_config = ConfigDict(from_attributes=True)


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


class Costs(Facts):
    """Exact whole numbers; MACs and activations are for the batch given."""

    parameters: int
    macs: int
    activations: int


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

    @classmethod
    def of(cls, network: Network, total: Cost) -> Self:
        """A network of the catalogue."""
        spec = network.spec
        return cls(
            name=network.name,
            block=spec.block,
            depths=spec.depths,
            depth=spec.depth,
            groups=spec.groups,
            width_per_group=spec.width_per_group,
            url=urls.api(network),
            **asdict(total),
        )


class Preset(BaseModel):
    """A variant with a name of its own; ``source`` is where it is defined."""

    name: str
    title: str
    source: str
    pixels: int
    spec: ResNetSpec
    depth: int
    url: str

    @classmethod
    def of(cls, name: str, preset: catalogue.Preset) -> Self:
        """A preset under its name."""
        url = urls.api(Network(name, preset.spec))
        return cls(
            name=name,
            depth=preset.spec.depth,
            url=url,
            title=preset.title,
            source=preset.source,
            pixels=preset.pixels,
            spec=preset.spec,
        )


class PresetList(BaseModel):
    """All variants with a name."""

    presets: list[Preset]


class ModelList(BaseModel):
    """All named networks."""

    models: list[ModelEntry]


class Input(BaseModel):
    """What goes into the network."""

    batch: int
    channels: int
    height: int
    width: int

    @classmethod
    def of(cls, network: Network, size: Size, batch: int) -> Self:
        """A batch of images of ``size``."""
        channels = network.spec.in_channels
        return cls(batch=batch, channels=channels, height=size.height, width=size.width)


class Part(Facts):
    """What a stage and a block have in common."""

    id: str
    stride: int
    input: tuple[int, ...]
    output: tuple[int, ...]
    symbolic: str
    totals: Costs = Field(validation_alias="cost")
    receptive_field: tuple[int, ...] | None
    jump: tuple[int, ...] | None


class Block(Part):
    """A block of a stage."""

    type: str
    shortcut: Shortcut | None


class Stage(Part):
    """A stage by its three names: in prose, PyTorch's module path, the paper's table."""

    name: str = Field(validation_alias=AliasPath("names", 0), examples=["stage1"])
    layer: str = Field(validation_alias=AliasPath("names", 1), examples=["layer1"])
    paper: str = Field(validation_alias=AliasPath("names", 2), examples=["conv2_x"])
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

    @classmethod
    def of(cls, network: Network, size: Size, batch: int, summary: Summary) -> Self:
        """A network with its totals and stages."""
        stages = [Stage.model_validate(part) for part in summary.stages]
        return cls(
            name=network.name,
            changes=network.changes,
            spec=network.spec,
            depth=network.spec.depth,
            input=Input.of(network, size, batch),
            output=summary.output,
            totals=Costs.model_validate(summary.total),
            receptive_field=stages[-1].receptive_field,
            jump=stages[-1].jump,
            stages=stages,
        )


class LayerList(BaseModel):
    """The layers of a network in the order of execution."""

    model: str
    input: Input
    layers: list[Layer]


class TensorForm(Facts):
    """Channels, and per spatial axis the closed form ``⌊(n + a)/s⌋``; with s = 0 the constant a."""

    channels: int
    extents: tuple[Extent, ...] = Field(validation_alias="axes")
    symbolic: str


class GraphOp(Facts):
    """An op of the graph: all that its shapes and costs at any input follow from.

    ``windows`` are those of height and width. MACs are ``macs_per_position`` times the batch times
    the output's height and width. ``receptive_field`` is None where it is the whole input.
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
            output=TensorForm.model_validate(op.output),
            in_channels=op.in_channels,
            windows=op.windows,
            groups=op.groups,
            bias=op.bias,
            parameters=cost.parameters(op),
            macs_per_position=cost.macs(op, (1, op.output.channels)),
            receptive_field=field,
        )


class GraphGroup(Facts):
    """A stage or block."""

    id: str
    kind: str
    parent: str | None
    type: str
    number: int
    names: tuple[str, ...]
    shortcut: str | None


class GraphEdge(Facts):
    """A tensor handed from one op to another."""

    source: str
    target: str
    role: str
    tensor: TensorForm


class GraphAnswer(BaseModel):
    """What a network is, for any input size. The ops of a group are those that name it."""

    model: str
    ops: list[GraphOp]
    groups: list[GraphGroup]
    edges: list[GraphEdge]

    @classmethod
    def of(cls, network: Network, graph: Graph) -> Self:
        """The graph of a network."""
        fields = cost.receptive_fields(graph)
        return cls(
            model=network.name,
            ops=[GraphOp.of(op, fields[op.id]) for op in graph.ops],
            groups=[GraphGroup.model_validate(group) for group in graph.groups],
            edges=[GraphEdge.model_validate(edge) for edge in graph.edges],
        )


class Difference(Facts):
    """An op on whose output shape the closed form and PyTorch differ."""

    id: str
    closed_form: tuple[int, ...] | None
    pytorch: tuple[int, ...] | None


class Verification(BaseModel):
    """The closed form against PyTorch's own run of the module, op by op."""

    checked: int
    agree: int
    differences: list[Difference]
