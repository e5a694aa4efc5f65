"""Why weights don't load, from PyTorch's own texts and from the tensors themselves."""

import pytest
from resnet_atlas.checkpoint.causes.difference import between
from resnet_atlas.checkpoint.causes.explain import causes
from resnet_atlas.checkpoint.printed.pasted import parse
from resnet_atlas.facts.state_dict import state_dict_of

from tests.checkpoint.files import shapes
from tests.checkpoint.mismatches import MISMATCHES, Mismatch


def kinds(found):
    return tuple(cause.kind for cause in found)


@pytest.mark.parametrize("mismatch", MISMATCHES.values(), ids=MISMATCHES)
def test_the_text_of_pytorchs_error_is_explained_by_its_causes_and_no_others(mismatch: Mismatch):
    read = parse(mismatch.error())
    assert read.difference
    assert sorted(kinds(causes(read.difference))) == sorted(mismatch.kinds)


@pytest.mark.parametrize("mismatch", MISMATCHES.values(), ids=MISMATCHES)
def test_the_tensors_are_explained_by_the_same_causes(mismatch: Mismatch):
    if "wrapped" in mismatch.kinds:
        pytest.skip("the reader finds the state dict within")
    difference = between(shapes(mismatch.weights()), shapes(mismatch.network().state_dict()))
    expected = [kind for kind in mismatch.kinds if kind != "counters"]  # filled in
    assert sorted(kinds(causes(difference))) == sorted(expected)


@pytest.mark.parametrize("mismatch", MISMATCHES.values(), ids=MISMATCHES)
def test_every_tensor_is_explained(mismatch: Mismatch):
    difference = parse(mismatch.error()).difference
    assert difference
    explained = {name for cause in causes(difference) for name in cause.tensors}
    if "naming" not in mismatch.kinds and "network_named" not in mismatch.kinds:
        concerned = {*difference.missing, *difference.unexpected, *difference.different}
        assert explained == concerned


def test_there_are_enough_texts():
    assert len(MISMATCHES) >= 40


def test_weights_that_fit_have_no_causes():
    weights = state_dict_of(MISMATCHES["classes"].file)
    assert causes(between(weights, weights)) == []
