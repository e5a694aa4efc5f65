"""How large gradients are in plain and in residual networks that nobody has trained yet.

The networks are the paper's for CIFAR (section 4.2), with and without their shortcuts. Their
weights are drawn as in He et al. 2015 (arXiv:1502.01852), batch norm works as in training. A batch
of random images with random classes goes through, and the gradient of the loss is measured behind
each block: its norm, divided by that behind the last one. Several seeds show how much is chance.

It writes ``app/resnet_atlas/facts/residuals/gradients.json``, which the tour's plot is drawn from.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import torch
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from torch import Tensor, nn
from torch.nn import functional

DEPTHS = (20, 56, 110)
SHORTCUTS = {"plain": "none", "residual": "padded"}
SEEDS = range(5)
BATCH = 32
SIDE = 32
FILE = Path(__file__).parents[1] / "app/resnet_atlas/facts/residuals/gradients.json"


def network(depth: int, shortcut: str) -> nn.Module:
    """The network of that depth in training mode, with weights drawn anew."""
    spec = named(f"resnet{depth}").with_options({"shortcut": shortcut})
    module = build(spec).to_empty(device="cpu").train()
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(layer, nn.BatchNorm2d):
            layer.reset_running_stats()
            nn.init.ones_(layer.weight)
            nn.init.zeros_(layer.bias)
        elif isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
    return module


def norms(depth: int, shortcut: str, seed: int) -> list[float]:
    """The norm of the gradient behind every block, first to last; the last one is 1."""
    torch.manual_seed(seed)
    module = network(depth, shortcut)
    images = torch.randn(BATCH, 3, SIDE, SIDE)
    classes = torch.randint(0, 10, (BATCH,))
    outputs: list[Tensor] = []

    def keep(_block: nn.Module, _inputs: object, output: Tensor) -> None:
        output.retain_grad()
        outputs.append(output)

    for path, block in module.named_modules():
        if path.startswith("layer") and path.count(".") == 1:
            block.register_forward_hook(keep)
    functional.cross_entropy(module(images), classes).backward()
    found = [float(output.grad.norm()) for output in outputs if output.grad is not None]
    return [norm / found[-1] for norm in found]


def rounded(values: Iterable[float]) -> list[float]:
    """Four digits of each, which is more than a plot shows."""
    return [float(f"{value:.4g}") for value in values]


def main() -> None:
    """Measure all of them and write the file."""
    measured = {
        kind: {
            str(depth): [rounded(norms(depth, shortcut, seed)) for seed in SEEDS]
            for depth in DEPTHS
        }
        for kind, shortcut in SHORTCUTS.items()
    }
    made = {"batch": BATCH, "side": SIDE, "seeds": len(SEEDS), "norms": measured}
    FILE.write_text(json.dumps(made) + "\n")


if __name__ == "__main__":
    main()
