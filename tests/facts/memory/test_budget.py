"""The sums of a budget."""

from pathlib import Path

import pytest
from resnet_atlas.facts.memory.budget import Budget
from resnet_atlas.facts.memory.memory import GIGABYTE, Memory
from resnet_atlas.facts.memory.precision import PRECISIONS
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.size import Size
from resnet_atlas.store.local_graphs import graph_of

PARTS = ("weights", "buffers", "gradients", "optimizer", "saved_for_backward")


@pytest.mark.parametrize("checkpoint", [False, True])
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_ops_add_up_to_groups_and_groups_to_the_network(dtype, checkpoint):
    graph = graph_of(named("resnet50"))
    memory = Memory(graph, PRECISIONS[dtype], checkpoint)
    budget = Budget.of(memory, Size(100, 130), 2, "adam")
    top = [share for share in budget.groups if graph.group[share.id].parent is None]
    for part in PARTS:
        assert sum(getattr(op, part) for op in budget.ops) == getattr(budget, part)
        beside = getattr(budget.ops[0], part)  # the input is in no group
        assert beside + sum(getattr(share, part) for share in top) == getattr(budget, part)
    assert budget.training == sum(getattr(budget, part) for part in PARTS) + budget.temporary
    assert max(op.alive for op in budget.ops) == budget.inference_peak


def test_checkpointing_keeps_less_and_computes_the_rest_again():
    graph = graph_of(named("resnet50"))
    whole, blocks = (
        Budget.of(Memory(graph, checkpoint=checkpoint), Size(224, 224), 8, "sgd")
        for checkpoint in (False, True)
    )
    assert blocks.saved_for_backward < whole.saved_for_backward
    assert blocks.training < whole.training


def test_a_card_that_has_no_room_says_how_much_is_lacking():
    memory = Memory(graph_of(named("resnet50")))
    budget = Budget.of(memory, Size(224, 224), 4, "adamw", [0.3, 8])
    small, large = budget.cards
    assert (small.batch, large.lacking) == (0, 0)
    assert small.lacking == memory.training(Size(224, 224), 1, "adamw") - 0.3 * GIGABYTE
    assert large.batch


def test_the_figure_in_the_readme_is_computed():
    memory = Memory(graph_of(named("resnet50")))
    took = memory.training(Size(225, 320), 32, "adamw") / GIGABYTE
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    command = "resnet-atlas memory resnet50 --size 225x320 --batch 32"
    line = next(line for line in readme.splitlines() if line.startswith(command))
    assert f"# {took:.2f} GB with AdamW" in line
