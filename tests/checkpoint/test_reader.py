"""Every kind of file of weights is read as torch wrote it, a small part of it."""

import io

import pytest
import torch
from resnet_atlas.checkpoint.reading.reader import read, read_file
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named

from tests import oracle
from tests.checkpoint.files import KINDS, shapes
from tests.depth import representatives

PREFIXES = {
    "training.pth.tar": "module.",
    "lightning.ckpt": "model.backbone.",
    "compiled.bin": "module._orig_mod.",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", representatives([*CATALOGUE, *PRESETS], ("resnet18", "resnet50d")))
def test_every_named_network_is_read_from_every_kind_of_file(name, kind, tmp_path):
    path = tmp_path / kind
    KINDS[kind](named(name), path)
    found = read(path)
    prefix = PREFIXES.get(kind, "")
    expected = {prefix + key: shape for key, shape in state_dict_of(named(name)).items()}
    assert found.shapes == expected
    assert list(found.shapes) == list(expected) or found.format == "safetensors"
    assert found.read < 2**20 or name == "resnet1202"
    assert found.size == path.stat().st_size


def test_real_files_of_a_hundred_megabytes_are_read_in_slices(tmp_path):
    state = oracle.named("resnet50").state_dict()
    weights = {name: torch.zeros(it.shape, dtype=it.dtype) for name, it in state.items()}
    torch.save(weights, tmp_path / "new.pth")
    torch.save(weights, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    for name in ("new.pth", "old.pth"):
        found = read(tmp_path / name)
        assert found.size > 100_000_000
        assert found.read < 250_000
        assert found.shapes == shapes(weights)
        assert found.dtype == "float32"


@pytest.mark.parametrize("length", [0x4B50, 0x0280], ids=["as a zip", "as a pickle"])
def test_a_header_whose_length_begins_as_another_format_is_safetensors(length):
    header = b'{"conv1.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'.ljust(length)
    content = length.to_bytes(8, "little") + header + bytes(4)
    found = read_file(io.BytesIO(content), len(content))
    assert (found.format, found.shapes) == ("safetensors", {"conv1.weight": (1,)})
