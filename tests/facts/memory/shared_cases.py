"""Cases that the arithmetic in JavaScript is tested with: written here, from the one in Python.

``python -m tests.facts.memory.shared_cases`` writes them anew.
"""

import json
from pathlib import Path
from typing import Any

from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.memory.budget import Budget
from resnet_atlas.facts.memory.memory import Memory
from resnet_atlas.facts.memory.precision import PRECISIONS
from resnet_atlas.facts.roofline import DEVICES, Traffic, traffic
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.web.api.models.graph import GraphAnswer

CASES = Path(__file__).with_name("shared_cases.json")

SPECS = (
    ResNetSpec("basic", (1, 2), base_width=4, num_classes=5, squeeze=2),
    ResNetSpec("bottleneck", (2, 1), stem="deep", shortcut="pooled", num_classes=3),
    ResNetSpec("basic", (1, 1), stem="3x3", shortcut="padded", preactivation=True),
)
INPUTS = (((64, 64), 1), ((225, 320), 32), ((33, 97), 3), ((8, 8), 1))
SETTINGS = (
    ("adamw", "float32", False, 8),
    ("sgd", "bfloat16", True, 0.1),
    ("momentum", "autocast_float16", False, 24),
    ("adam", "autocast_bfloat16", True, 11.5),
)


NEEDED = (
    "id",
    "kind",
    "stage",
    "block",
    "inputs",
    "output",
    "parameters",
    "macs_per_position",
    "weights",
)
"""What the arithmetic reads of an op in the API's answer."""


def cases() -> list[dict[str, Any]]:
    """Each network's graph as the API has it, and its budgets."""
    return [case_of(spec) for spec in SPECS]


def case_of(spec: ResNetSpec) -> dict[str, Any]:
    """The graph of a network, and its budgets."""
    graph = graph_of(spec)
    answer = GraphAnswer.of(Network("resnet18", spec), graph).model_dump(mode="json")
    budgets = [
        answer_of(Memory(graph, PRECISIONS[dtype], checkpoint), size, batch, optimizer, card)
        for size, batch in INPUTS
        for optimizer, dtype, checkpoint, card in SETTINGS
    ]
    ops = [{name: op[name] for name in NEEDED} for op in answer["ops"]]
    kept = {"ops": ops, "groups": answer["groups"], "memory": answer["memory"]}
    return {"graph": kept, "budgets": budgets}


def answer_of(
    memory: Memory, sides: tuple[int, int], batch: int, optimizer: str, card: float
) -> dict[str, Any]:
    """What is asked of the memory of a network, and the answer."""
    size = Size(*sides)
    budget = Budget.of(memory, size, batch, optimizer, [card])
    return {
        "input": {"height": size.height, "width": size.width, "batch": batch},
        "setting": {
            "optimizer": optimizer,
            "dtype": memory.precision.name,
            "checkpoint": memory.checkpoint,
            "card": card,
        },
        "weights": budget.weights,
        "buffers": budget.buffers,
        "optimizer": budget.optimizer,
        "saved": budget.saved_for_backward,
        "temporary": budget.temporary,
        "training": budget.training,
        "peak": budget.inference_peak,
        "peakAt": budget.inference_peak_at,
        "untrainable": list(budget.untrainable),
        "batch": budget.cards[0].batch,
        "side": memory.largest_side(budget.cards[0].bytes, batch, optimizer),
        "timeline": memory.training_timeline(size, batch),
        "traffic": {
            id: [it.bytes_read, it.bytes_written, it.seconds, it.bound or ""]
            for id, it in traffic_of(memory, size, batch).items()
        },
        "savedBy": {op.id: op.saved_for_backward for op in budget.ops if op.saved_for_backward},
    }


def traffic_of(memory: Memory, size: Size, batch: int) -> dict[str, Traffic]:
    """The arithmetic per byte of each layer, on a V100."""
    facts = Facts(memory.graph, size, batch)
    number = memory.precision.number
    return {op.id: traffic(op, facts.shapes, number, DEVICES["v100"]) for op in memory.graph.layers}


if __name__ == "__main__":
    CASES.write_text(json.dumps(cases(), separators=(",", ":")) + "\n")
