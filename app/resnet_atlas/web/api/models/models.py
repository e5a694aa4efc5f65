"""Networks: those with a name, and one of them with its totals, stages and blocks."""

from dataclasses import asdict
from typing import Annotated, Self

from fastapi import Query
from pydantic import AliasChoices, AliasPath, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.facts.cost import Cost
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.group import Shortcut
from resnet_atlas.network import catalogue
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.web import urls
from resnet_atlas.web.api.responses import Name, facts_router, json_response
from resnet_atlas.web.api.schemas import Costs, FromFacts, Input
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.spec_query import NetworkQuery

router = facts_router()


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


class Part(FromFacts):
    """What a stage and a block have in common."""

    id: str
    stride: int
    input: tuple[int, ...]
    output: tuple[int, ...]
    symbolic: str
    totals: Costs = Field(validation_alias="cost")
    receptive_field: tuple[int, ...] | None
    jump: tuple[int | float, ...] | None


class Block(Part):
    """A block of a stage."""

    type: str
    shortcut: Shortcut | None


class Stage(Part):
    """A stage by its names: in prose, PyTorch's module path, the paper's table of four stages."""

    name: str = Field(validation_alias=AliasPath("names", 0), examples=["stage1"])
    layer: str = Field(
        validation_alias=AliasChoices(AliasPath("names", 1), "id"), examples=["layer1"]
    )
    paper: str | None = Field(None, validation_alias=AliasPath("names", 2), examples=["conv2_x"])
    blocks: list[Block]


class Model(BaseModel):
    """One network at one input size."""

    name: str
    changes: dict[str, str] = Field(description="options that differ from the named network's")
    spec: ResNetSpec | None = Field(description="None for a network that is no ResNet of the atlas")
    depth: int | None = Field(description="None for a network that is no ResNet of the atlas")
    input: Input
    output: tuple[int, ...]
    totals: Costs
    uncounted: list[str] = Field(
        description="ops whose multiply-adds are not in the totals, or not all of them: attention, "
        "products of two maps, what TorchScript has compiled"
    )
    receptive_field: tuple[int, ...] | None = Field(description="before the global pooling")
    jump: tuple[int | float, ...] | None = Field(description="before the global pooling")
    stages: list[Stage]

    @classmethod
    def of(cls, network: Network, facts: Facts) -> Self:
        """A network with its totals and stages."""
        summary = facts.summary
        last = summary.last_map
        return cls(
            name=network.name,
            changes=network.changes,
            spec=network.spec if network.has_spec else None,
            depth=network.spec.depth if network.has_spec else None,
            input=Input.of(facts.graph, facts.size, facts.batch),
            output=summary.output,
            totals=Costs.model_validate(summary.total),
            uncounted=facts.uncounted,
            receptive_field=last.receptive_field if last else None,
            jump=last.jump if last else None,
            stages=[Stage.model_validate(part) for part in summary.stages],
        )


@router.get("/models", summary="All named networks", response_model=ModelList)
async def list_models(request: Request, _: Annotated[QueryModel, Query()]) -> Response:
    """Every named network, with its costs for one image of 224×224."""
    networks = [Network(name, spec) for name, spec in CATALOGUE.items()]
    facts = [await load_facts(request, network, DEFAULT_SIZE) for network in networks]
    totals = (each.total for each in facts)
    return await json_response(lambda: ModelList(models=list(map(ModelEntry.of, networks, totals))))


@router.get("/presets", summary="Variants with a name")
async def list_presets(_: Annotated[QueryModel, Query()]) -> PresetList:
    """What the literature has a name for, beside torchvision's networks: each can be asked for."""
    return PresetList(presets=[Preset.of(name, preset) for name, preset in PRESETS.items()])


@router.get("/models/{name}", summary="One network", response_model=Model)
async def show_model(
    request: Request, name: Name, query: Annotated[NetworkQuery, Query()]
) -> Response:
    """The spec, totals and stages of a network; any option of its spec can be changed."""
    network = query.network(name)
    facts = await load_facts(request, network, query.size_for(name), query.batch)
    return await json_response(lambda: Model.of(network, facts))
