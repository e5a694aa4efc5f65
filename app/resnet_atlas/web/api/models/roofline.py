"""Arithmetic per byte, as JSON."""

from functools import partial
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.roofline import DEVICES, Device, Traffic, traffic
from resnet_atlas.messages import Message
from resnet_atlas.parse import one_of, positive_number
from resnet_atlas.web.api.responses import Name, facts_router, json_response
from resnet_atlas.web.api.schemas import Input
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import read_choice, read_decimal
from resnet_atlas.web.request.spec_query import NetworkQuery

router = facts_router()

LEAST, MOST = 1e6, 1e18
"""Bounds of operations and of bytes a second."""

BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}

Rate = Annotated[float | None, Field(description="Of a device of your own; with the other one.")]


class RooflineFilter(QueryModel):
    """The device that a network runs on."""

    dtype: Annotated[
        str,
        read_choice(lambda text: one_of("dtype", text, BYTES), *BYTES),
        Field(description="The type of all numbers."),
    ] = "float32"
    device: Annotated[
        str,
        read_choice(lambda text: one_of("device", text, DEVICES), *DEVICES),
        Field(description="A device by name."),
    ] = "a100"
    flops: Annotated[
        Rate, read_decimal(partial(positive_number, "flops", least=LEAST, most=MOST), LEAST, MOST)
    ] = None
    bandwidth: Annotated[
        Rate,
        read_decimal(partial(positive_number, "bandwidth", least=LEAST, most=MOST), LEAST, MOST),
    ] = None

    @property
    def chosen(self) -> Device:
        """The device that is asked for."""
        if self.flops is None and self.bandwidth is None:
            return DEVICES[self.device]
        if self.flops is None or self.bandwidth is None:
            name = "flops" if self.flops is None else "bandwidth"
            problem = Message("a device of your own has both")
            raise BadParameter(name, "", problem, Message("operations and bytes a second"))
        return Device("", self.flops, self.flops, self.bandwidth, "")


class RooflineQuery(NetworkQuery, RooflineFilter):
    """A network that may be varied, at an input and on a device."""


class DeviceAnswer(BaseModel):
    """What a device can do at most, a second."""

    name: str
    flops: float
    bandwidth: float
    source: str


class RooflineAnswer(BaseModel):
    """What each op of a forward pass computes and moves, and the least time that takes.

    Each op reads its inputs and weights once and writes its output once. Fused ops, caches and
    other algorithms for convolutions can be quicker; no latency is claimed.
    """

    model: str
    input: Input
    dtype: str
    device: DeviceAnswer
    macs: int
    bytes_read: int
    bytes_written: int
    least_seconds: float = Field(description="A lower bound: the sum of those of the ops.")
    ops: list[Traffic]

    @classmethod
    def of(cls, model: str, facts: Facts, dtype: str, device: Device) -> "RooflineAnswer":
        """The answer for an input."""
        bytes = BYTES[dtype]
        graph, shapes = facts.graph, facts.shapes
        ops = [traffic(op, shapes, bytes, device) for op in graph.layers]
        return cls(
            model=model,
            input=Input.of(graph, facts.size, facts.batch),
            dtype=dtype,
            device=DeviceAnswer(
                name=device.name,
                flops=device.rate(bytes),
                bandwidth=device.bandwidth,
                source=device.source,
            ),
            macs=sum(op.macs for op in ops),
            bytes_read=sum(op.bytes_read for op in ops),
            bytes_written=sum(op.bytes_written for op in ops),
            least_seconds=sum(op.seconds for op in ops),
            ops=ops,
        )


@router.get(
    "/models/{name}/roofline", summary="Its arithmetic per byte", response_model=RooflineAnswer
)
async def show_roofline(
    request: Request, name: Name, query: Annotated[RooflineQuery, Query()]
) -> Response:
    """Whether each op is bound by arithmetic or by memory, and the least time it takes."""
    network, size, device = query.network(name), query.size_for(name), query.chosen
    facts = await load_facts(request, network, size, query.batch)
    facts.shapes  # noqa: B018  # refuses an input that is too small
    return await json_response(lambda: RooflineAnswer.of(network.name, facts, query.dtype, device))
