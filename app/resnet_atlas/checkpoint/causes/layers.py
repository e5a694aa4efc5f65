"""Layers that only one side has, or that it has in another place."""

import re

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.options import BLOCK
from resnet_atlas.facts.state_dict import COUNTER
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message

SHORTCUT = re.compile(r"layer\d+\.\d+\.downsample\.")

NORM = re.compile(
    r"(?:^|\.)(bn\d|downsample\.\d)\.(weight|bias|running_mean|running_var|" + COUNTER + ")$"
)


def counters(left: Unexplained) -> list[Cause]:
    """Batch norms' counters, which PyTorch has had since 0.4.1."""

    def alone(held: dict[str, Shape | None]) -> bool:
        own = [name for name in held if name.endswith(COUNTER)]
        return bool(own) and not any(
            f"{it.removesuffix(COUNTER)}running_mean" in held for it in own
        )

    if not alone(left.missing) and not alone(left.unexpected):
        return []
    words = Message("saved by a PyTorch before 0.4.1: batch norms have no `{name}`", name=COUNTER)
    if alone(left.unexpected):
        words = Message(
            "batch norms count their batches (`{name}`), the network’s don’t", name=COUNTER
        )
    details = ("given",) if alone(left.unexpected) else ()
    names = left.take(lambda name: name.endswith(COUNTER))
    return [Cause("counters", words, tuple(names), details)]


def stem(left: Unexplained) -> list[Cause]:
    """Three convs against one, or a 3×3 against a 7×7."""
    deep_file = "conv1.0.weight" in left.unexpected
    deep_model = "conv1.0.weight" in left.missing
    if deep_file or deep_model:
        words = Message("a three-conv stem in the file, one conv in the network")
        if deep_model:
            words = Message("a three-conv stem in the network, one conv in the file")
        names = left.take(lambda name: re.match(r"conv1(\.\d)?\.", name))
        return [Cause("stem", words, tuple(names))]
    given, expected = left.shapes.get("conv1.weight", ((), ()))
    if len(given) == len(expected) == 4 and given[2:] != expected[2:]:
        for side in (2, 3):
            left.take_side("conv1.weight", side)
        words = Message(
            "a stem of {given} in the file, of {expected} in the network",
            given=f"{given[2]}×{given[3]}",
            expected=f"{expected[2]}×{expected[3]}",
        )
        return [Cause("stem", words, ("conv1.weight",))]
    return []


def squeeze(left: Unexplained) -> list[Cause]:
    """Squeeze-and-excitation on one side, or by another factor."""
    in_file = any(".se." in name for name in left.unexpected)
    in_model = any(".se." in name for name in left.missing)
    narrowed = [name for name in left.sides if name.endswith(".se.fc1.weight")]
    by_factor = narrowed and 0 in left.sides[narrowed[0]] and 1 not in left.sides[narrowed[0]]
    if not in_file and not in_model and not by_factor:
        return []
    words = Message("squeeze-and-excitation in the file, none in the network")
    if in_model:
        words = Message("squeeze-and-excitation in the network, none in the file")
    elif not in_file:
        words = Message("squeeze-and-excitation that narrows by another factor")
    names = left.take(lambda name: ".se." in name and BLOCK.match(name))
    return [Cause("squeeze", words, tuple(names))]


def preactivation(left: Unexplained) -> list[Cause]:
    """Batch norms before the convs on one side: they have other channels, the convs don't."""
    top = left.shapes.get("bn1.weight")
    before = {name for name in left.sides if re.match(r"layer\d+\.\d+\.bn1\.weight", name)}
    moved = top and "conv1.weight" not in left.sides
    own = {name for name in before if name.replace(".bn1.", ".conv1.") not in left.sides}
    if not moved and not own:
        return []
    shown = left.shapes["bn1.weight"] if moved else left.shapes[min(own)]
    in_file = shown[0][0] > shown[1][0]
    words = Message(
        "batch norm before the convs in the file (pre-activation), behind them in the network"
    )
    if not in_file:
        words = Message(
            "batch norm behind the convs in the file, before them in the network (pre-activation)"
        )
    names = left.take(
        lambda name: NORM.search(name) and (BLOCK.match(name) or name.startswith("bn1."))
    )
    return [Cause("preactivation", words, tuple(names))]


def shortcut(left: Unexplained) -> list[Cause]:
    """Other shortcuts where the shape changes."""
    mine = [name for name in left.unexpected if SHORTCUT.match(name)]
    theirs = [name for name in left.missing if SHORTCUT.match(name)]
    if not mine and not theirs:
        return []
    if any(".downsample.2." in name for name in mine):
        words = Message("pooled shortcuts in the file (ResNet-D), strided ones in the network")
    elif any(".downsample.2." in name for name in theirs):
        words = Message("strided shortcuts in the file, pooled ones in the network (ResNet-D)")
    elif mine:
        words = Message("shortcuts with convs in the file, without in the network (option A)")
    else:
        words = Message("shortcuts without convs in the file (option A), with convs in the network")
    return [Cause("shortcut", words, tuple(left.take(SHORTCUT.match)))]


def folded(left: Unexplained) -> list[Cause]:
    """Batch norms that were folded into convs with biases."""
    biases = [
        name for name in left.unexpected if re.search(r"conv\d\.bias$|downsample\.0\.bias$", name)
    ]
    norms = [name for name in left.missing if NORM.search(name)]
    if not biases:
        return []
    taken = {*biases, *norms}
    words = Message("convs with biases in the file, none in the network")
    if norms:
        words = Message("batch norms folded into the convs, which have biases in their place")
    return [Cause("folded", words, tuple(left.take(taken.__contains__)))]
