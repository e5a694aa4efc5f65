"""The memory that a network takes, as JSON."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.facts.memory import CAPACITIES, GIGABYTE, OPTIMIZERS, Memory
from resnet_atlas.network.size import Size
from resnet_atlas.parse import one_of
from resnet_atlas.web.api.responses import Name, facts_router, json_response
from resnet_atlas.web.api.schemas import Input
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import read_choice
from resnet_atlas.web.request.spec_query import NetworkQuery

router = facts_router()

DTYPES = ("float32",)


class MemoryFilter(QueryModel):
    """How a network is trained."""

    optimizer: Annotated[
        str,
        read_choice(lambda text: one_of("optimizer", text, OPTIMIZERS), *OPTIMIZERS),
        Field(description="`sgd`, `momentum` (SGD with momentum), `adam` or `adamw`."),
    ] = "adamw"
    dtype: Annotated[
        str,
        read_choice(lambda text: one_of("dtype", text, DTYPES), *DTYPES),
        Field(description="The type of all numbers. Only `float32` is proven so far."),
    ] = "float32"


class MemoryQuery(NetworkQuery, MemoryFilter):
    """The memory of a network that may be varied, at an input."""


class OpMemory(BaseModel):
    """What is kept because of one op, in bytes."""

    id: str
    saved_for_backward: int = Field(description="The op’s part of what the backward pass needs.")
    alive: int = Field(description="All tensors alive while the op works without gradients.")


class MemoryAnswer(BaseModel):
    """The memory that a network takes, in bytes.

    Not counted: the allocator’s rounding, workspace of cuDNN, the CUDA context, temporary tensors
    of the backward pass.
    """

    model: str
    input: Input
    optimizer_name: str
    weights: int
    buffers: int
    gradients: int
    optimizer: int
    saved_for_backward: int
    training: int = Field(description="The sum of all of the above.")
    inference_peak: int = Field(description="The most bytes of tensors alive under `no_grad`.")
    inference_peak_at: str = Field(description="The op that works at that moment.")
    largest_batch: dict[str, int] = Field(
        description="Images of this size that training takes at once, by gigabytes (10⁹ bytes)."
    )
    ops: list[OpMemory]

    @classmethod
    def of(
        cls, model: str, input: Input, memory: Memory, size: Size, optimizer: str
    ) -> "MemoryAnswer":
        """The answer for an input."""
        peak, where = memory.inference_peak(size, input.batch)
        saved, alive = memory.saved_by_op(size, input.batch), memory.alive_by_op(size, input.batch)
        return cls(
            model=model,
            input=input,
            optimizer_name=optimizer,
            weights=memory.weights,
            buffers=memory.buffers,
            gradients=memory.weights,
            optimizer=memory.optimizer(optimizer),
            saved_for_backward=memory.saved_for_backward(size, input.batch),
            training=memory.training(size, input.batch, optimizer),
            inference_peak=peak,
            inference_peak_at=where,
            largest_batch={
                str(capacity): memory.largest_batch(capacity * GIGABYTE, size, optimizer)
                for capacity in CAPACITIES
            },
            ops=[
                OpMemory(id=id, saved_for_backward=saved.get(id, 0), alive=alive.get(id, 0))
                for id in memory.graph.op
            ],
        )


@router.get("/models/{name}/memory", summary="The memory it takes", response_model=MemoryAnswer)
async def show_memory(
    request: Request, name: Name, query: Annotated[MemoryQuery, Query()]
) -> Response:
    """Weights, gradients, optimizer, what the backward pass needs, and the largest batch."""
    network, size = query.network(name), query.size_for(name)
    facts = await load_facts(request, network, size, query.batch)
    given = Input.of(facts.graph, size, query.batch)
    facts.shapes  # noqa: B018  # refuses an input that is too small
    memory = Memory(facts.graph)
    return await json_response(
        lambda: MemoryAnswer.of(network.name, given, memory, size, query.optimizer)
    )
