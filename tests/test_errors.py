import pytest
from resnet_atlas.errors import (
    AtlasError,
    BadInput,
    BadParameter,
    LayoutFailed,
    UnknownName,
    UnsupportedOp,
    WorkerFailed,
    shorten,
)


@pytest.mark.parametrize(
    ("error", "parent"),
    [
        (BadParameter, AtlasError),
        (UnknownName, BadParameter),
        (BadInput, BadParameter),
        (UnsupportedOp, AtlasError),
        (WorkerFailed, AtlasError),
        (LayoutFailed, WorkerFailed),
    ],
)
def test_hierarchy_is_the_one_drawn(error, parent):
    assert error.__bases__ == (parent,)


def test_sentence_names_parameter_value_problem_and_what_is_allowed():
    error = BadParameter("batch", 0, "this is out of range", "1 to 256")
    assert str(error) == "batch=0: this is out of range. Allowed: 1 to 256."


def test_sentence_offers_the_nearest_name():
    error = UnknownName("model", "resnet5O", "there is none", "resnet50", nearest="resnet50")
    assert str(error) == (
        "model=resnet5O: there is none. Did you mean resnet50? Allowed: resnet50."
    )


def test_a_value_that_is_missing_is_shown_as_nothing():
    assert str(BadParameter("size", None, "missing", "224")) == "size=: missing. Allowed: 224."


def test_sentence_does_not_repeat_a_whole_attack():
    error = BadParameter("size", "9" * 100_000, "this is too large", "1 to 4096")
    assert len(str(error)) < 200
    assert error.given == "9" * 100_000


def test_bad_input_names_the_op_and_blames_the_size():
    error = BadInput("2", "layer1.0.conv1", "layer1.0.conv1 has no output left", "3 or more")
    assert (error.parameter, error.given, error.op) == ("size", "2", "layer1.0.conv1")
    assert str(error) == "size=2: layer1.0.conv1 has no output left. Allowed: 3 or more."


def test_unsupported_op_names_the_op():
    error = UnsupportedOp("pool", "ceil_mode=True is no floor")
    assert (error.op, str(error)) == ("pool", "pool: ceil_mode=True is no floor")


@pytest.mark.parametrize(("text", "short"), [("", ""), ("abc", "abc"), ("abcd", "ab…")])
def test_shorten_cuts_only_what_is_longer_than_its_limit(text, short):
    assert shorten(text, 3) == short
