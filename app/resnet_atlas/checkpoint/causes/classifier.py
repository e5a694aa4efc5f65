"""Another classifier, or none."""

from collections.abc import Iterable

from resnet_atlas.checkpoint.causes.cause import SOME, Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.identifying.classifier import HEAD
from resnet_atlas.messages import COMMA, Message, join


def classifier(left: Unexplained) -> list[Cause]:
    """Another number of classes, no classifier, or one of another form."""
    if left.take_side("fc.weight", 0):
        given, expected = left.shapes["fc.weight"]
        left.take_side("fc.bias", 0)
        words = Message(
            "another number of classes: {given} in the file, {expected} in the network",
            given=given[0],
            expected=expected[0],
        )
        return [Cause("classes", words, ("fc.weight", "fc.bias"), (given[0], expected[0]))]
    mine, theirs = heads_in(left.unexpected), heads_in(left.missing)
    if not mine and not theirs:
        return []
    taken = {f"{path}.{end}" for path in (*mine, *theirs) for end in ("weight", "bias")}
    fronts = tuple(f"{path}." for path in (*mine, *theirs))
    names = tuple(left.take(lambda name: name in taken or name.startswith(fronts)))
    if mine and theirs:
        words = Message(
            "a classifier of another form: `{given}` in the file, `{wanted}` in the network",
            given=join(COMMA, mine[:SOME]),
            wanted=join(COMMA, theirs[:SOME]),
        )
        return [Cause("head", words, names, (mine, theirs))]
    if theirs:
        words = Message("a backbone without classifier")
        return [Cause("no_classifier", words, names, (theirs,))]
    words = Message("a classifier in the file, none in the network")
    return [Cause("classifier", words, names, (mine,))]


def heads_in(names: Iterable[str]) -> tuple[str, ...]:
    """The layers among some names that are called as classifiers are."""
    paths = (name.removesuffix(".weight") for name in names if name.endswith(".weight"))
    return tuple(path for path in paths if HEAD.fullmatch(path))


def without_bias(left: Unexplained) -> list[Cause]:
    """A classifier with a bias on one side."""
    side = "missing" if "fc.bias" in left.missing else "given"
    names = left.take(lambda name: name == "fc.bias")
    if not names:
        return []
    words = Message("a classifier without a bias in the file, with one in the network")
    if side == "given":
        words = Message("a classifier with a bias in the file, without one in the network")
    return [Cause("bias", words, tuple(names), (side,))]
