"""Another classifier, or none."""

from resnet_atlas.checkpoint.causes.cause import SOME, Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.classifier import HEAD
from resnet_atlas.messages import Message


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
    lacks = "fc.weight" in left.missing
    heads = [
        name
        for name in left.unexpected
        if name.endswith(".weight") and HEAD.fullmatch(name.removesuffix(".weight"))
    ]
    if not lacks and not heads:
        return []
    paths = [name.removesuffix(".weight") for name in heads]
    wanted = {
        "fc.weight",
        "fc.bias",
        *(f"{it}.{end}" for it in paths for end in ("weight", "bias")),
    }
    names = tuple(left.take(wanted.__contains__))
    if lacks and heads:
        words = Message(
            "a classifier of another form: `{given}` in the file, `fc` in the network",
            given=", ".join(paths[:SOME]),
        )
        return [Cause("head", words, names, tuple(paths))]
    if lacks:
        return [Cause("no_classifier", Message("a backbone without classifier"), names)]
    words = Message("a classifier in the file, none in the network")
    return [Cause("classifier", words, names, tuple(paths))]


def without_bias(left: Unexplained) -> list[Cause]:
    """A classifier with a bias on one side."""
    names = left.take(lambda name: name == "fc.bias")
    return (
        [Cause("bias", Message("a classifier with a bias on one side only"), tuple(names))]
        if names
        else []
    )
