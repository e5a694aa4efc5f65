"""Batch norms that one side has otherwise: without statistics or counters, folded, before convs."""

import re

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.identifying.identity import STATISTICS
from resnet_atlas.checkpoint.identifying.options import BLOCK
from resnet_atlas.facts.state_dict import COUNTER
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message

NORM = re.compile(
    r"(?:^|\.)(bn\d|downsample\.\d)\.(weight|bias|running_mean|running_var|" + COUNTER + ")$"
)

CONV_BIAS = re.compile(r"(?:^|\.)(?:conv\d|downsample\.0)\.bias$")


def statistics(left: Unexplained) -> list[Cause]:
    """Norms whose weights both sides have, and whose statistics one side hasn't."""

    def alone(held: dict[str, Shape | None]) -> set[str]:
        paths = {
            name.removesuffix(".running_mean") for name in held if name.endswith(".running_mean")
        }
        own = {path for path in paths if not {f"{path}.weight", f"{path}.bias"} & held.keys()}
        return {f"{path}.{end}" for path in own for end in STATISTICS}

    if names := alone(left.missing):
        words = Message(
            "no statistics of batch norms in the file: only parameters were saved, or its norms"
            " keep none (GroupNorm)"
        )
        return [Cause("no_statistics", words, tuple(left.take(names.__contains__)))]
    if names := alone(left.unexpected):
        words = Message(
            "the network’s norms keep no statistics (GroupNorm), those of the file do (batch norm)"
        )
        return [Cause("statistics", words, tuple(left.take(names.__contains__)))]
    return []


def counters(left: Unexplained) -> list[Cause]:
    """Batch norms' counters, which PyTorch has had since 0.4.1."""

    def alone(held: dict[str, Shape | None]) -> bool:
        own = [name for name in held if name.endswith(COUNTER)]
        return bool(own) and not any(
            f"{each.removesuffix(COUNTER)}running_mean" in held for each in own
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


def folded(left: Unexplained) -> list[Cause]:
    """Batch norms that were folded into convs with biases, or convs with biases beside norms."""
    made = []
    for held, others, in_file in (
        (left.unexpected, left.missing, True),
        (left.missing, left.unexpected, False),
    ):
        biases = {name for name in held if CONV_BIAS.search(name)}
        blocks = {found[0] for name in held if (found := BLOCK.match(name))}
        if not biases or any(f"{block}conv1.weight" in held for block in blocks):
            continue
        norms = {name for name in others if NORM.search(name)}
        made.append(bias_cause(left, biases, norms, in_file))
    return made


def bias_cause(left: Unexplained, biases: set[str], norms: set[str], in_file: bool) -> Cause:
    """What biases of convs mean: norms that were folded into them, where norms are lacking."""
    taken = {*biases, *norms}
    names = tuple(left.take(taken.__contains__))
    side = "given" if in_file else "missing"
    if norms and in_file:
        words = Message("batch norms folded into the convs, which have biases in their place")
    elif norms:
        words = Message("the network’s batch norms are folded into its convs, the file’s are not")
    elif in_file:
        words = Message("convs with biases in the file, none in the network")
    else:
        words = Message("convs with biases in the network, none in the file")
    return Cause("folded" if norms else "conv_bias", words, names, (side,))
