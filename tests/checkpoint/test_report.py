"""The whole answer: the networks that an error is about, and lines that run and load."""

import pytest
import torch
from resnet_atlas.checkpoint.mending.remedy import File
from resnet_atlas.checkpoint.reading.reader import read
from resnet_atlas.checkpoint.report import report, report_of_text
from resnet_atlas.checkpoint.title import title
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.module import build
from resnet_atlas.network.network import Network

from tests import oracle  # noqa: F401  # what torchvision's compiled half declares
from tests.checkpoint.files import KINDS, shapes, view
from tests.checkpoint.mismatches import MISMATCHES, R18, R50, prefix
from tests.checkpoint.test_lines import run
from tests.depth import representatives


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", representatives([*CATALOGUE, *PRESETS], ("resnet50d",)))
def test_lines_that_build_the_network_run_and_load_every_kind_of_file(name, kind, tmp_path):
    KINDS[kind](named(name), tmp_path / kind)
    file = read(tmp_path / kind)
    found = report(file.shapes, file=File(kind, file.format, file.path, file.module))
    assert found.fits
    assert found.identity
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
