"""What a network takes of memory, as a text for a terminal."""

from resnet_atlas.facts.memory.budget import Budget, Card
from resnet_atlas.facts.memory.memory import Memory
from resnet_atlas.network.size import LARGEST, Size

LEFT_OUT = (
    "Not counted: the allocator’s rounding, workspace and reserved space of cuDNN, the CUDA\n"
    "context, gradients of activations, the optimizer’s temporary tensors.\n"
)


def write_budget(title: str, memory: Memory, size: Size, batch: int, optimizer: str) -> str:
    """The parts of the sum in bytes, the peak of inference, and what cards have room for."""
    budget = Budget.of(memory, size, batch, optimizer)
    rows = {
        "weights": budget.weights,
        "buffers": budget.buffers,
        "gradients": budget.gradients,
        f"optimizer ({optimizer})": budget.optimizer,
        "saved for backward": budget.saved_for_backward,
        "beside that at the peak": budget.temporary,
        "training": budget.training,
        "": None,
        f"inference peak (at {budget.inference_peak_at})": budget.inference_peak,
    }
    blocks = ", blocks checkpointed" if memory.checkpoint else ""
    about = f"{size.height}×{size.width}, batch {batch}, {memory.precision.name}{blocks}"
    lines = [f"{title}, {about}", ""]
    for name, count in rows.items():
        lines.append(f"{name:32} {count:>18,} bytes" if count is not None else "")
    lines += ["", f"{'for training':>32} {'largest batch':>18} {'largest square':>18}"]
    lines += [
        line_of(card, memory.largest_side(card.bytes, batch, optimizer)) for card in budget.cards
    ]
    if budget.untrainable:
        first = budget.untrainable[0]
        lines += ["", f"PyTorch refuses to train: {first} would see one value for each channel."]
    if memory.unproven:
        lines += [
            "",
            f"Not proven for these ops, so the sums may err: {', '.join(memory.unproven)}.",
        ]
    return "\n".join([*lines, "", LEFT_OUT])


def line_of(card: Card, side: int) -> str:
    """What a card has room for."""
    square = f"{side}×{side}" + (" (or more)" if side == LARGEST else "") if side else "none"
    fits = f"{card.batch:,}" if card.batch else f"none: {card.lacking:,} bytes are lacking for one"
    return f"{f'{card.gigabytes} GB':>32} {fits:>18} {square:>18}"
