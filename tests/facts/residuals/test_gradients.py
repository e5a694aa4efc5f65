"""The gradients of the tour's plot are what PyTorch measures; a block without a branch hands on."""

import runpy
from pathlib import Path

import pytest
import torch
from resnet_atlas.facts.residuals.gradients import measured
from resnet_atlas.facts.residuals.published import ERRORS, OPTIONS
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from torch import nn

from tests.depth import full, representatives

SCRIPT = Path(__file__).parents[3] / "scripts/gradients.py"
ALL = [(kind, depth) for kind in ("plain", "residual") for depth in (20, 56, 110)]


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(SCRIPT))


@pytest.mark.parametrize(("kind", "depth"), representatives(ALL, [("plain", 20)]))
def test_the_file_has_what_the_script_measures(script, kind, depth):
    curve = measured().by_depth[depth][kind]
    again = script["norms"](depth, script["SHORTCUTS"][kind], 0)
    # Sums in another order differ in their last digits, and every block multiplies that.
    assert again == pytest.approx(curve.runs[0], rel=0.02 if depth < 100 else 0.2)


def test_the_file_is_of_the_scripts_runs(script):
    found = measured()
    assert (found.seeds, found.batch, found.side) == (
        len(script["SEEDS"]),
        script["BATCH"],
        script["SIDE"],
    )
    assert sorted(found.by_depth) == sorted(script["DEPTHS"])
    for curve in found.curves:
        assert len(curve.runs) == found.seeds
        assert {len(run) for run in curve.runs} == {(curve.depth - 2) // 2}
        assert {run[-1] for run in curve.runs} == {1}


def test_what_the_text_says_of_the_curves_is_so():
    for curves in measured().by_depth.values():
        assert max(curves["residual"].most) < 100
        assert min(curves["plain"].least) >= 1  # none vanishes
        assert curves["plain"].medians == sorted(curves["plain"].medians, reverse=True)
        assert min(curves["plain"].least[:-3]) > 1
    deepest = [curves["plain"].medians[0] for _, curves in sorted(measured().by_depth.items())]
    assert deepest == sorted(deepest)


@pytest.mark.parametrize("name", ["resnet34", *full(["resnet50", "preact_resnet50"])])
def test_a_block_whose_branch_gives_zero_gives_its_input(name):
    block = build(named(name)).get_submodule("layer2.1").to_empty(device="cpu").eval()
    for layer in block.modules():
        if isinstance(layer, nn.Conv2d | nn.BatchNorm2d):
            for value in layer.state_dict().values():
                value.zero_() if value.dim() > 1 else value.fill_(1)
            if isinstance(layer, nn.BatchNorm2d):
                layer.bias.data.zero_()
                layer.running_mean.zero_()
    channels = named(name).stage_widths[1] * named(name).expansion
    x = torch.rand(1, channels, 5, 5)  # behind a ReLU: nothing is negative
    assert torch.allclose(block(x), x)


def test_the_errors_are_the_papers():
    assert ERRORS == {"plain": {18: 27.94, 34: 28.54}, "resnet": {18: 27.88, 34: 25.03}}
    assert OPTIONS["padded"] == ERRORS["resnet"][34]  # table 2 has option A
