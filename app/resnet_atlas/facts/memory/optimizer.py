"""What optimizers of ``torch.optim`` keep, from their first step on."""

from resnet_atlas.facts.memory.precision import Precision

OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2, "adamw": 2}
"""Numbers that an optimizer keeps for each parameter."""

STEP = 4
"""Bytes of the step counter that Adam and AdamW keep for each parameter tensor."""


def state(name: str, precision: Precision, parameters: int, tensors: int) -> int:
    """Bytes of an optimizer's state for ``parameters`` numbers in ``tensors`` tensors."""
    counters = STEP * tensors if name in ("adam", "adamw") else 0
    return OPTIMIZERS[name] * precision.parameter * parameters + counters
