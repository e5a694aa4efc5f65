"""The whole answer: the networks that an error is about, and lines that run and load."""

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from resnet_atlas.checkpoint.nearest import called
from resnet_atlas.checkpoint.reader import read
from resnet_atlas.checkpoint.remedies import File
from resnet_atlas.checkpoint.report import report, report_of_text
from resnet_atlas.checkpoint.title import title
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.module import build
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.network.source import source
from torch import nn

from tests import oracle  # noqa: F401  # what torchvision's compiled half declares
from tests.checkpoint.files import KINDS, shapes, view
from tests.checkpoint.mismatches import MISMATCHES, R18, R50, Mismatch, prefix
from tests.depth import representatives


def run(code: str, folder: Path, model: nn.Module | None, network: Network | None) -> nn.Module:
    """Run lines that are offered, as somebody would who has pasted them."""
    if network and "from network import" in code:
        code = code.replace("from network import ResNet", "")
        code = source(network.spec, "", DEFAULT_SIZE).partition("if __name__")[0] + code
    before = Path.cwd()
    os.chdir(folder)
    try:
        names = {"model": model, "__name__": "pasted"}
        exec(code, names)
    finally:
        os.chdir(before)
    assert isinstance(names["model"], nn.Module)
    return names["model"]


ADAPTED = [
    name
    for name, it in MISMATCHES.items()
    if not {*it.kinds}
    - {"naming", "network_named", "wrapped", "classes", "no_classifier", "classifier", "head",
       "in_channels", "counters"}
]  # fmt: skip


@pytest.mark.parametrize("name", representatives(ADAPTED, ADAPTED[::4]))
def test_lines_for_the_readers_network_run_and_load(name, tmp_path):
    mismatch = MISMATCHES[name]
    weights = ones(mismatch.weights())
    torch.save(weights, tmp_path / "model.pth")
    found = report_of_text(mismatch.error())
    assert len(found.remedies) == 1
    model = mismatch.wrap(module_of_cpu(mismatch))
    run(found.remedies[0].code, tmp_path, model, None)
    kept = [it for k, it in model.state_dict().items() if k.endswith("conv2.weight")]
    assert all(bool((it == 1).all()) for it in kept)


def ones(value: Any) -> Any:
    """The same with ones in every tensor."""
    if isinstance(value, dict):
        return {key: ones(item) for key, item in value.items()}
    return view_of(value) if isinstance(value, torch.Tensor) else value


def view_of(tensor: torch.Tensor) -> torch.Tensor:
    return torch.ones(1, dtype=tensor.dtype).reshape([1] * tensor.ndim).expand(tensor.shape)


def module_of_cpu(mismatch: Mismatch) -> nn.Module:
    """The network with memory of its own."""
    return build(mismatch.model).to_empty(device="cpu")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", representatives([*CATALOGUE, *PRESETS], ("resnet18", "resnet50d")))
def test_lines_that_build_the_network_run_and_load_every_kind_of_file(name, kind, tmp_path):
    KINDS[kind](named(name), tmp_path / kind)
    file = read(tmp_path / kind)
    found = report(file.shapes, file=File(kind, file.format, file.path, file.module))
    assert found.fits
    assert found.identity
    run(found.remedies[0].code, tmp_path, None, found.identity.network)


OTHERS = [name for name in MISMATCHES if name not in ADAPTED]
UNBUILDABLE = {"pruned", "folded"}
"""Causes for which no spec can build the network."""

TYPICAL_OTHERS = (
    "bottlenecks and depth",
    "deeper",
    "half the width",
    "deep stem",
    "option A",
    "a stage too few",
    "another squeeze",
    "pruned",
    "folded",
)


@pytest.mark.parametrize("name", representatives(OTHERS, TYPICAL_OTHERS))
def test_lines_for_an_error_build_the_files_network_and_load_it(name, tmp_path):
    mismatch = MISMATCHES[name]
    found = report_of_text(mismatch.error())
    if UNBUILDABLE & {*mismatch.kinds}:
        assert [remedy.code for remedy in found.remedies] == [""]
        assert "No ResNet of the atlas" in str(found.remedies[0].words)
        return
    torch.save({k: view(it) for k, it in mismatch.weights().items()}, tmp_path / "model.pth")
    if not found.remedies[0].code:
        assert "choose yours" in str(found.remedies[0].words)
        found = report_of_text(mismatch.error(), called(mismatch.model))
    assert 1 <= len(found.remedies) <= len(found.files)
    loaded = [
        loads(remedy.code, tmp_path, network)
        for remedy, network in zip(found.remedies, found.files, strict=False)
    ]
    assert any(loaded)


def loads(code: str, folder: Path, network: Network) -> bool:
    """Whether lines load the file; those for another network that an error may be of don't."""
    try:
        run(code, folder, None, network)
    except RuntimeError:
        return False
    return True


@pytest.mark.parametrize("name", representatives(OTHERS, TYPICAL_OTHERS))
def test_lines_for_a_file_build_its_network_and_load_it(name, tmp_path):
    mismatch = MISMATCHES[name]
    weights = {k: view(it) for k, it in mismatch.weights().items()}
    torch.save(weights, tmp_path / "model.pth")
    found = report(shapes(weights), Network("resnet34", MISMATCHES["34 into 18"].file))
    assert found.identity
    if UNBUILDABLE & {*mismatch.kinds}:
        assert not found.identity.exact
        assert [remedy.code for remedy in found.remedies] == [""]
        return
    run(found.remedies[0].code, tmp_path, None, found.identity.network)


def test_the_most_frequent_error_names_both_networks():
    found = report_of_text(MISMATCHES["bottlenecks and depth"].error())
    assert [title(it) for it in found.models] == ["ResNet-18"]
    assert [title(it) for it in found.files] == ["ResNet-50"]
    assert "from torchvision.models import resnet50" in found.remedies[0].code


@pytest.mark.parametrize(
    ("name", "model", "file"),
    [
        ("deeper", "ResNet-50", "ResNet-101"),
        ("18 into 34", "ResNet-34", "ResNet-18"),
        ("prefix and depth", "ResNet-50", "ResNet-101"),
        ("ResNeXt", "ResNet-50", "ResNeXt-50 32×4d"),
        ("option A", "ResNet-20 (shortcut=projection)", "ResNet-20"),
        ("squeeze", "ResNet-50", "SE-ResNet-50"),
    ],
)
def test_an_error_tells_the_networks_it_is_about(name, model, file):
    found = report_of_text(MISMATCHES[name].error())
    assert model in [title(it) for it in found.models]
    assert file in [title(it) for it in found.files]


def test_no_name_of_a_file_gets_out_of_its_quotation_marks(tmp_path):
    evil = 'x"), __import__("os").system("touch ran'
    weights = prefix(f"{evil}.")(build(R18).state_dict())
    found = report(shapes(weights), Network("resnet18", R18), File(f"{evil}.pth"))
    assert len(found.remedies) == 2
    for remedy in found.remedies:
        torch.save({k: view(it) for k, it in weights.items()}, tmp_path / f"{evil}.pth")
        run(remedy.code, tmp_path, build(R18).to_empty(device="cpu"), None)
    assert [it.name for it in tmp_path.iterdir()] == [f"{evil}.pth"]


def test_marks_are_paths_of_the_network():
    found = report(shapes(build(R50).state_dict()), Network("resnet34", MISMATCHES["deeper"].model))
    assert found.fits
    found = report(shapes(MISMATCHES["pruned"].weights()), Network("resnet20", named("resnet20")))
    assert found.marks == {
        "layer2.0.conv1": "different",
        "layer2.0.bn1": "different",
        "layer2.0.conv2": "different",
    }
    assert str(found.causes[0].words) == "pruned: layer2.0.conv1 7 of 32 channels"


def test_one_name_behind_a_wrapper_is_a_prefix_and_no_line_drops_the_weights():
    """PyTorch’s oldest error names one key alone."""
    found = report_of_text("KeyError: 'unexpected key \"module.conv1.weight\" in state_dict'")
    assert [cause.kind for cause in found.causes] == ["naming"]
    (remedy,) = found.remedies
    assert 'name.removeprefix("module.")' in remedy.code
