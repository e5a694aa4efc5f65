"""The memory that a network takes, as JSON."""

from functools import partial
from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.facts.memory.budget import Budget, Share
from resnet_atlas.facts.memory.memory import CAPACITIES, Memory
from resnet_atlas.facts.memory.optimizer import OPTIMIZERS
from resnet_atlas.facts.memory.precision import FLOAT32, PRECISIONS
from resnet_atlas.network.size import Size
from resnet_atlas.parse import one_of, positive_number
from resnet_atlas.web.api.responses import Name, facts_router, json_response
from resnet_atlas.web.api.schemas import Input
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import read_choice, read_decimal, read_truth
from resnet_atlas.web.request.spec_query import NetworkQuery

router = facts_router()

LEAST_GIGABYTES, MOST_GIGABYTES = 0.1, 10_000


class MemoryFilter(QueryModel):
    """How a network is trained."""

    optimizer: Annotated[
        str,
        read_choice(lambda text: one_of("optimizer", text, OPTIMIZERS), *OPTIMIZERS),
        Field(description="`sgd`, `momentum` (SGD with momentum), `adam` or `adamw`."),
    ] = "adamw"
    dtype: Annotated[
        str,
        read_choice(lambda text: one_of("dtype", text, PRECISIONS), *PRECISIONS),
        Field(
            description="The type of all numbers; `autocast_bfloat16` and `autocast_float16` keep "
            "parameters in fp32."
        ),
    ] = FLOAT32.name
    checkpoint: Annotated[
        bool,
        read_truth("checkpoint"),
        Field(description="Let every block go through `torch.utils.checkpoint`."),
    ] = False
    device: Annotated[
        float | None,
        read_decimal(
            partial(positive_number, "device", least=LEAST_GIGABYTES, most=MOST_GIGABYTES),
            LEAST_GIGABYTES,
            MOST_GIGABYTES,
        ),
        Field(description="Gigabytes (10⁹ bytes) of a card of your own."),
    ] = None


class MemoryQuery(NetworkQuery, MemoryFilter):
    """The memory of a network that may be varied, at an input."""


class MemoryAnswer(BaseModel):
    """The memory that a network takes, in bytes.

    Not counted: the allocator’s rounding, workspace and reserved space of cuDNN, the CUDA context,
    gradients of activations, the optimizer’s temporary tensors. Statistics of batch norm count as
    fp32 whatever the dtype, as on GPUs.
    """

    model: str
    input: Input
    optimizer_name: str
    dtype: str
    checkpoint: bool
    weights: int
    buffers: int
    gradients: int
    optimizer: int
    saved_for_backward: int
    temporary: int = Field(
        description="In use beside that at the peak: tensors that the forward pass soon lets go, "
        "or those of a block that is computed again."
    )
    training: int = Field(description="The sum of all of the above.")
    inference_peak: int = Field(description="The most bytes of tensors alive under `no_grad`.")
    inference_peak_at: str = Field(description="The op that works at that moment.")
    untrainable: tuple[str, ...] = Field(
        description="Batch norms that would see one value for each channel, which PyTorch refuses."
    )
    unproven: tuple[str, ...] = Field(
        description="Kinds of op whose memory isn’t held against autograd: the sums may err there. "
        "Empty for every ResNet of the atlas."
    )
    largest_batch: dict[str, int] = Field(
        description="Images of this size that training takes at once, by gigabytes (10⁹ bytes)."
    )
    lacking: dict[str, int] = Field(
        description="Where not even one image fits: how many bytes are lacking, by gigabytes."
    )
    largest_size: dict[str, int] = Field(
        description="The largest square input for this batch, up to 4096, by gigabytes; 0 for none."
    )
    groups: tuple[Share, ...] = Field(description="Stem, stages, head and blocks.")
    ops: tuple[Share, ...]

    @classmethod
    def of(
        cls,
        model: str,
        input: Input,
        memory: Memory,
        size: Size,
        optimizer: str = "adamw",
        device: float | None = None,
    ) -> Self:
        """The answer for an input."""
        cards = (*CAPACITIES, device) if device else CAPACITIES
        budget = Budget.of(memory, size, input.batch, optimizer, cards)
        names = [f"{card.gigabytes:g}" for card in budget.cards]
        by_card = list(zip(names, budget.cards, strict=True))
        own = {name: getattr(budget, name) for name in cls.model_fields if hasattr(budget, name)}
        return cls(
            model=model,
            input=input,
            optimizer_name=optimizer,
            dtype=memory.precision.name,
            checkpoint=memory.checkpoint,
            unproven=memory.unproven,
            largest_batch={name: card.batch for name, card in by_card},
            lacking={name: card.lacking for name, card in by_card if not card.batch},
            largest_size={
                name: memory.largest_side(card.bytes, input.batch, optimizer)
                for name, card in by_card
            },
            **own,
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
    memory = Memory(facts.graph, PRECISIONS[query.dtype], query.checkpoint)
    return await json_response(
        lambda: MemoryAnswer.of(network.name, given, memory, size, query.optimizer, query.device)
    )
