"""Every line that is offered runs and loads: for each trouble, and for each two at once."""

import os
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from resnet_atlas.checkpoint.identifying.nearest import called
from resnet_atlas.checkpoint.mending.remedy import File
from resnet_atlas.checkpoint.report import Report, report, report_of_text
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.network.source import source
from torch import nn

from tests import oracle  # noqa: F401  # what torchvision's compiled half declares
from tests.checkpoint.combinations import BASE, mismatch_of, pairs
from tests.checkpoint.files import shapes
from tests.checkpoint.mismatches import MISMATCHES, Mismatch
from tests.depth import representatives

UNSEEN = {"stem", "width", "inner", "groups", "preactivation", "pruned", "squeeze", "shortcut",
          "in_channels"}  # fmt: skip
"""What an error doesn't show whose names have a prefix: it gives no shapes then."""


def run(code: str, folder: Path, model: nn.Module | None, network: Network | None) -> nn.Module:
    """Run lines that are offered, as somebody would who has pasted them."""
    if network and "from network import" in code:
        code = code.replace("from network import ResNet", "")
        code = source(network.spec, "", DEFAULT_SIZE).partition("if __name__")[0] + code
    before = Path.cwd()
    os.chdir(folder)
    try:
        names = {"model": model, "__name__": "pasted"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # TorchScript's
            exec(code, names)
    finally:
        os.chdir(before)
    assert isinstance(names["model"], nn.Module)
    return names["model"]


def ones(value: Any) -> Any:
    """The same with ones in every tensor, which take no room."""
    if isinstance(value, dict):
        return {key: ones(item) for key, item in value.items()}
    if not isinstance(value, torch.Tensor):
        return value
    return torch.ones(1, dtype=value.dtype).reshape([1] * value.ndim).expand(value.shape)


def model_of(mismatch: Mismatch) -> nn.Module:
    """The reader's network, with memory of its own."""
    return mismatch.network().to_empty(device="cpu")


def is_loaded(model: nn.Module) -> bool:
    """Whether the weights of the file are in a network."""
    kept = [it for name, it in model.state_dict().items() if it.ndim == 4]
    return all(bool((it == 1).all()) for it in kept if it.shape[1:] != (512, 1, 1))


def check(found: Report, mismatch: Mismatch, folder: Path) -> int:
    """Run all lines of an answer; how many loaded the file."""
    count = 0
    for place, remedy in enumerate(found.remedies):
        kinds = {cause.kind for cause in found.causes}
        if not remedy.code or "nothing_shared" in kinds:
            continue
        is_guess = found.identity is None and len(found.files) > 1
        network = found.identity.network if found.identity else None
        if found.files and "from network" in remedy.code:
            network = found.files[min(place, len(found.files) - 1)]
        try:
            run(remedy.code, folder, model_of(mismatch), network)
        except RuntimeError as error:
            if is_guess:
                continue
            hiding = {"naming", "network_named", "wrapped", "stem"}
            if found.identity is not None or not kinds & hiding:
                raise AssertionError(remedy.code) from error
            left = report_of_text(str(error))  # what the first error hid is told by the second
            hidden = {cause.kind for cause in left.causes}
            assert hidden, remedy.code
            assert "wrapped" in kinds or hidden <= UNSEEN, (hidden, remedy.code)
        except Exception as error:
            raise AssertionError(remedy.code) from error
        count += 1
    return count


def lines_of_all_answers(mismatch: Mismatch, folder: Path) -> int:
    """Run the lines for the error alone, for it and the network, and for the file."""
    weights = ones(mismatch.weights())
    torch.save(weights, folder / "model.pth")
    count = 0
    text = ""
    with suppress(AssertionError):  # it loads: PyTorch fills in counters
        text = mismatch.error()
    if text:
        count += check(report_of_text(text), mismatch, folder)
        count += check(report_of_text(text, called(mismatch.model)), mismatch, folder)
    state, path = (weights["state_dict"], ("state_dict",)) if "epoch" in weights else (weights, ())
    found = report(shapes(state), file=File(path=path))
    count += check(found, mismatch, folder)
    return count


TYPICAL = (
    ("module.", "classes"),
    ("sequence",),
    ("GroupNorm", "classes"),
    ("dropout", "module."),
    ("deeper", "classes"),
    ("folded", "pyramid"),
    ("parameters only", "one channel"),
    ("bottlenecks", "neck"),
)


ALL = {" and ".join(pair): pair for pair in pairs()}
SOME = [name for name, pair in ALL.items() if {*pair} in [{*it} for it in TYPICAL]]


@pytest.mark.parametrize("names", representatives(ALL, SOME))
def test_lines_for_two_troubles_at_once_run_and_load(names, tmp_path):
    mismatch = mismatch_of(*ALL[names])
    if mismatch is None:
        pytest.skip("these exclude each other")
    assert mismatch.model == BASE
    lines_of_all_answers(mismatch, tmp_path)


@pytest.mark.parametrize("name", representatives(MISMATCHES, ("classes", "deeper", "pruned")))
def test_lines_for_what_people_meet_run_and_load(name, tmp_path):
    assert lines_of_all_answers(MISMATCHES[name], tmp_path) >= 1
