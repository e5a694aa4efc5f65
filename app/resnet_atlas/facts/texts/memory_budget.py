"""What a network takes of memory, as a text for a terminal."""

from resnet_atlas.facts.memory import CAPACITIES, GIGABYTE, Memory
from resnet_atlas.network.size import Size

LEFT_OUT = (
    "Not counted: the allocator’s rounding, workspace of cuDNN, the CUDA context,\n"
    "temporary tensors of the backward pass.\n"
)


def write_budget(title: str, memory: Memory, size: Size, batch: int, optimizer: str) -> str:
    """The parts of the sum in bytes, the peak of inference, and the largest batches."""
    peak, where = memory.inference_peak(size, batch)
    rows = {
        "weights": memory.weights,
        "buffers": memory.buffers,
        "gradients": memory.weights,
        f"optimizer ({optimizer})": memory.optimizer(optimizer),
        "saved for backward": memory.saved_for_backward(size, batch),
        "training": memory.training(size, batch, optimizer),
        "": None,
        f"inference peak (at {where})": peak,
    }
    lines = [f"{title}, {size.height}×{size.width}, batch {batch}, fp32", ""]
    for name, count in rows.items():
        lines.append(f"{name:32} {count:>18,} bytes" if count is not None else "")
    lines += ["", "largest batch for training"]
    for capacity in CAPACITIES:
        most = memory.largest_batch(capacity * GIGABYTE, size, optimizer)
        lack = memory.training(size, 1, optimizer) - capacity * GIGABYTE
        fits = f"{most:,}" if most else f"none: one image takes {lack:,} bytes more"
        lines.append(f"{f'{capacity} GB':>32} {fits:>18}")
    return "\n".join([*lines, "", LEFT_OUT])
