"""The JSON answers, as OpenAPI describes them; what they mean is said where the facts are made."""

from dataclasses import asdict
from typing import Self

from pydantic import AliasPath, BaseModel, ConfigDict, Field

from resnet_atlas.facts.cost import Cost
from resnet_atlas.facts.layers import Layer
from resnet_atlas.facts.summary import Summary
from resnet_atlas.graph.graph import Shortcut
from resnet_atlas.network import catalogue
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.web import urls


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
    """A stage by its names: in prose, PyTorch's module path, the paper's table of four stages."""

    name: str = Field(validation_alias=AliasPath("names", 0), examples=["stage1"])
    layer: str = Field(validation_alias=AliasPath("names", 1), examples=["layer1"])
    paper: str | None = Field(None, validation_alias=AliasPath("names", 2), examples=["conv2_x"])
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
