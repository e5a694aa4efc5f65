"""A comparison as JSON."""

from typing import Self

from pydantic import BaseModel, Field

from resnet_atlas.facts.comparison.comparison import Comparison, Row
from resnet_atlas.network.size import Size
from resnet_atlas.web import urls
from resnet_atlas.web.api.schemas import Costs, Facts
from resnet_atlas.web.request.sides import Side


class ComparedNetwork(BaseModel):
    """One of the two, and its input."""

    name: str
    changes: dict[str, str] = Field(description="options that differ from the named network's")
    size: str = Field(examples=["224", "225x320"])
    url: str

    @classmethod
    def of(cls, side: Side, shared: Size) -> Self:
        """A side, whose size is ``shared`` unless it has its own."""
        size = side.size(shared)
        url = urls.api(side.network, size=size)
        return cls(name=side.network.name, changes=side.network.changes, size=str(size), url=url)


class ComparedPart(Facts):
    """What a part of one network comes to, for one image."""

    id: str
    output: tuple[int, ...]
    totals: Costs = Field(validation_alias="cost")
    receptive_field: tuple[int, ...] | None


class ComparedRow(Facts):
    """A part of both; None where one hasn't got it. ``delta`` is right less left."""

    name: str = Field(examples=["stem", "stage2", "head", "network"])
    left: ComparedPart | None
    right: ComparedPart | None
    delta: Costs


class ComparedDifference(Facts):
    """One thing that differs, and the ids of what it is to be seen on."""

    where: str = Field(examples=["stages 2 to 4, block 1"])
    what: str = Field(examples=["the stride moves from conv2 to conv1"])
    left: tuple[str, ...]
    right: tuple[str, ...]


class ComparisonAnswer(BaseModel):
    """Two networks side by side; no differences where they are the same."""

    left: ComparedNetwork
    right: ComparedNetwork
    parts: list[ComparedRow]
    total: ComparedRow
    differences: list[ComparedDifference]

    @classmethod
    def of(cls, left: Side, right: Side, shared: Size, made: Comparison) -> Self:
        """What was made of two sides."""

        def row(it: Row) -> ComparedRow:
            return ComparedRow.model_validate(it)

        return cls(
            left=ComparedNetwork.of(left, shared),
            right=ComparedNetwork.of(right, shared),
            parts=[row(it) for it in made.rows],
            total=row(made.total),
            differences=[ComparedDifference.model_validate(it) for it in made.differences],
        )
