"""Weights of networks before and after ResNet: which they are, whether they fit, what loads."""

from pathlib import Path

import pytest
import torch
from resnet_atlas.checkpoint.identifying.identify import identify
from resnet_atlas.checkpoint.identifying.relatives import MOST_PREFIXES, candidates
from resnet_atlas.checkpoint.mending.remedy import File
from resnet_atlas.checkpoint.reading.reader import read
from resnet_atlas.checkpoint.report import report, report_of_text
from resnet_atlas.checkpoint.terminal import network_of
from resnet_atlas.network.relatives import RELATIVES

from tests import oracle
from tests.checkpoint.files import view
from tests.checkpoint.test_lines import run
from tests.depth import representatives

SOME = ("vgg16_bn", "densenet121", "googlenet", "efficientnet_b0")


def written(name: str, folder: Path, prefix: str = "", **options: int) -> Path:
    """A file of torchvision's weights, by torch, whose tensors take no room."""
    state = oracle.state_of(name, **options)
    path = folder / "model.pth"
    torch.save({f"{prefix}{key}": view(torch.empty(shape)) for key, shape in state.items()}, path)
    return path


@pytest.mark.parametrize("name", representatives(RELATIVES, SOME))
def test_each_is_identified_by_name_and_fits_itself(name, tmp_path):
    shapes = read(written(name, tmp_path)).shapes
    found = report(shapes)
    assert found.identity.exact
    assert found.identity.network.name == name
    assert found.identity.parameters == sum(
        torch.Size(shape).numel()
        for key, shape in oracle.state_of(name).items()
        if not key.endswith(("running_mean", "running_var", "num_batches_tracked"))
    )
    assert found.fits
    assert report(shapes, network_of(name)).fits


@pytest.mark.parametrize("name", representatives(RELATIVES, SOME[1:]))
def test_with_other_classes_and_a_prefix_it_is_the_same_and_the_lines_load_it(name, tmp_path):
    path = written(name, tmp_path, "module.", num_classes=7)
    found = report(read(path).shapes, network_of(name), File(path.name))
    assert found.identity.network.name == name
    assert found.identity.classes == 7
    assert found.identity.naming.prefix == "module."
    assert [cause.kind for cause in found.causes] == ["naming", "classes"]
    (remedy,) = found.remedies
    model = run(remedy.code, tmp_path, None, None)
    assert {key: tuple(it.shape) for key, it in model.state_dict().items()} == oracle.state_of(
        name, num_classes=7
    )


def test_of_another_size_both_are_named_and_what_differs_is_marked():
    found = report(oracle.state_of("vgg11"), network_of("vgg16"))
    (cause,) = found.causes
    assert str(cause.words) == "weights of VGG-11, and the network is VGG-16"
    assert "features.2" in found.marks


def test_without_its_classifier_it_is_a_backbone():
    shapes = oracle.state_of("densenet121")
    shapes = {name: it for name, it in shapes.items() if not name.startswith("classifier.")}
    found = report(shapes, network_of("densenet121"))
    assert found.identity.exact
    assert [str(it) for it in found.identity.traits] == ["no classifier"]
    assert [cause.kind for cause in found.causes] == ["no_classifier"]


def test_a_changed_one_is_the_nearest_and_nothing_like_it_is_a_family_alone():
    shapes = oracle.state_of("vgg11") | {"features.0.weight": (64, 1, 3, 3)}
    found = identify(shapes)
    assert (found.network.name, found.exact) == ("vgg11", False)
    alone = identify({"features.0.weight": (8, 3, 3, 3), "features.2.weight": (8, 8, 3, 3)})
    assert (alone.network, alone.family) == (None, "VGG")


def test_however_many_prefixes_there_are_few_are_tried():
    shapes = {f"part{number}.features.0.weight": (64, 3, 3, 3) for number in range(20_000)}
    assert 0 < len(list(candidates(shapes))) <= MOST_PREFIXES * len(RELATIVES)
    assert identify(shapes).network is None


def test_what_is_beside_one_is_named():
    shapes = {f"net.{name}": shape for name, shape in oracle.state_of("vgg11").items()}
    found = identify(shapes | {"ema.decay": (1,), "features.0.weight": (2, 2)})
    assert (found.network.name, found.exact, found.family) == ("vgg11", True, "VGG")
    assert [(part.path, part.tensors) for part in found.parts] == [("ema", 1), ("features", 1)]


def test_an_error_about_one_is_held_against_it():
    text = (
        "Error(s) in loading state_dict for VGG:\n\tsize mismatch for classifier.6.weight: copying "
        "a param with shape torch.Size([7, 4096]) from checkpoint, the shape in current model is "
        "torch.Size([1000, 4096]).\n"
    )
    found = report_of_text(text, network_of("vgg11"))
    assert found.against.name == "vgg11"
    assert found.causes
