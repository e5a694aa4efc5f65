"""Why weights don't load: the tensors that don't agree, grouped by what made them so.

Each cause takes the tensors that it explains out of what is left to be explained, the weightiest
first: another naming hides everything else, then whole blocks, then the parts of blocks, last the
numbers of channels. Sizes are explained side by side: ``fc.weight [7, 512]`` against
``[1000, 2048]`` has two causes, other classes and other blocks. What is left is said to be so.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from resnet_atlas.checkpoint.difference import Difference
from resnet_atlas.checkpoint.families import family
from resnet_atlas.checkpoint.identity import BLOCK, HEAD
from resnet_atlas.checkpoint.naming import Naming, naming_between
from resnet_atlas.facts.state_dict import COUNTER
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message, join

IN_BLOCK = re.compile(r"(layer(\d{1,3})\.(\d{1,4}))\.(.+)\.([^.]+)$")
WRAPPING = ("state_dict", "model_state_dict", "model", "net", "ema", "optimizer", "epoch")
"""Keys of a whole checkpoint, of which a state dict is one part."""

SOME = 3
"""Names that are written out in a sentence."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason, and the tensors that it explains under the names that the network has.

    ``kind`` says which, ``details`` what a remedy has to know.
    """

    kind: str
    words: Message
    tensors: tuple[str, ...]
    details: tuple[object, ...] = ()


class Left:
    """What is still to be explained."""

    def __init__(self, difference: Difference) -> None:
        self.missing = dict(difference.missing)
        self.unexpected = dict(difference.unexpected)
        self.shapes = dict(difference.different)
        self.sides: dict[str, set[int]] = {}
        self.ranks: set[str] = set()
        for name, (given, expected) in self.shapes.items():
            if len(given) != len(expected):
                self.ranks.add(name)
            else:
                pairs = enumerate(zip(given, expected, strict=True))
                self.sides[name] = {place for place, (a, b) in pairs if a != b}
        self.named: list[str] = []

    def take(self, chosen: Callable[[str], object]) -> list[str]:
        """The names of which something is true, whatever is the matter with them."""
        found = []
        for held in (self.missing, self.unexpected, self.sides):
            found += [name for name in held if chosen(name)]
            for name in found:
                held.pop(name, None)
        found += [name for name in self.ranks if chosen(name)]
        self.ranks -= set(found)
        return list(dict.fromkeys(found))

    def take_side(self, name: str, side: int) -> bool:
        """Whether one side of a tensor is to be explained; then it is."""
        sides = self.sides.get(name, set())
        if side not in sides:
            return False
        sides.remove(side)
        if not sides:
            del self.sides[name]
        return True


def causes(difference: Difference) -> list[Cause]:
    """The causes of a difference, each once; none where there is no difference."""
    found = [*renaming(difference)]
    left = Left(difference)
    if found:
        left = Left(plain(difference, found[0].details))
    if not found:
        found += wrapped(left) or other_family(left)
    for rule in RULES:
        found += rule(left)
    return found


# ---- Names -------------------------------------------------------------------------------------


def renaming(difference: Difference) -> list[Cause]:
    """A prefix, or another codebase's names: before the file's names or the network's."""
    unexpected, missing = difference.unexpected, difference.missing
    if not unexpected or not missing:
        return []
    found = []
    naming = naming_between(unexpected, missing)
    if naming.is_plain:
        naming = naming_between(missing, unexpected)
        if naming.is_plain:
            return []
        names = tuple(name for name in missing if naming.plain(name) in unexpected)
        words = Message(
            "the network’s names begin with `{prefix}`, the file’s don’t", prefix=naming.prefix
        )
        if naming.renames:
            words = Message("the network has other names: {how}", how=naming.title)
        return [Cause("network_named", words, names, (naming, "missing"))]
    names = tuple(name for name in unexpected if naming.plain(name) in missing)
    if naming.prefix:
        words = Message("a prefix: `{prefix}` in front of every name", prefix=naming.prefix)
        known = naming.wrappers
        if known:
            words = Message(
                "a prefix: `{prefix}` in front of every name, from {what}",
                prefix=naming.prefix,
                what=join(", ", known),
            )
        if naming.renames:
            words = Message(
                "a prefix `{prefix}`, and other names: {how}",
                prefix=naming.prefix,
                how=naming.title,
            )
    else:
        words = Message("other names: {how}", how=naming.title)
    found.append(Cause("naming", words, names, (naming, "unexpected")))
    return found


def plain(difference: Difference, details: tuple[object, ...]) -> Difference:
    """A difference as it would be if the names were the same."""
    naming, side = details
    assert isinstance(naming, Naming)

    def renamed(held: object, own: str) -> dict[str, Shape | None]:
        assert isinstance(held, dict)
        if own != side:
            return dict(held)
        return {naming.plain(name) or name: shape for name, shape in held.items()}

    missing = renamed(dict(difference.missing), "missing")
    unexpected = renamed(dict(difference.unexpected), "unexpected")
    different = dict(difference.different)
    for name in missing.keys() & unexpected.keys():
        if name not in missing:
            continue
        given, expected = unexpected.pop(name), missing.pop(name)
        if given is not None and expected is not None and given != expected:
            different[name] = given, expected
        if name.endswith("running_mean"):  # PyTorch fills in the counters that a file lacks
            unexpected.pop(name.replace("running_mean", COUNTER), None)
            missing.pop(name.replace("running_mean", COUNTER), None)
    return Difference(missing, unexpected, different)


def wrapped(left: Left) -> list[Cause]:
    """A whole checkpoint in place of the state dict in it."""
    keys = [key for key in WRAPPING if key in left.unexpected]
    if not keys or not left.missing or any("." in name for name in left.unexpected):
        return []
    words = Message(
        "the whole checkpoint is loaded: the weights are in it, under `{key}`", key=keys[0]
    )
    return [Cause("wrapped", words, tuple(left.take(lambda name: True)), (keys[0],))]


def other_family(left: Left) -> list[Cause]:
    """Weights of a network of another kind."""
    theirs, ours = family(left.unexpected), family(left.missing)
    if not theirs and not ours:
        return []
    what = Message("weights of another kind of network: {theirs}", theirs=theirs)
    if not theirs:
        what = Message("weights for another kind of network: the model is {ours}", ours=ours)
    elif ours:
        what = Message("weights of {theirs}, and a model that is {ours}", theirs=theirs, ours=ours)
    return [Cause("family", what, tuple(left.take(lambda name: True)))]


# ---- Blocks and their parts ----------------------------------------------------------------------


def counters(left: Left) -> list[Cause]:
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


def in_blocks(held: Iterable[str], layer: str) -> set[str]:
    """The blocks that have the weight of a layer among some names."""
    matches = map(IN_BLOCK.match, held)
    return {it[1] for it in matches if it and (it[4], it[5]) == (layer, "weight")}


def block_kind(left: Left) -> list[Cause]:
    """Bottlenecks against basic blocks, where both have the block."""
    file = in_blocks(left.unexpected, "conv3") - in_blocks(left.unexpected, "conv1")
    model = in_blocks(left.missing, "conv3") - in_blocks(left.missing, "conv1")
    if not file and not model:
        return []
    words = Message("bottleneck weights, basic blocks")
    if model:
        words = Message("weights of basic blocks, bottlenecks in the network")
    whole = whole_blocks(left)
    names = left.take(
        lambda name: (
            (found := IN_BLOCK.match(name))
            and found[1] not in whole
            and not found[4].startswith("se.")
        )
    )
    if left.take_side("fc.weight", 1):
        names.append("fc.weight")
    return [Cause("block", words, tuple(names), ("bottleneck" if file else "basic",))]


def whole_blocks(left: Left) -> set[str]:
    """The blocks that are missing as a whole, or are there as a whole beside the network's."""
    return in_blocks(left.missing, "conv1") | in_blocks(left.unexpected, "conv1")


def depth(left: Left) -> list[Cause]:
    """Other numbers of blocks in stages, and of stages."""
    said, names, stages = [], [], []
    for held, file_is_deeper in ((left.unexpected, True), (left.missing, False)):
        blocks: dict[int, list[int]] = defaultdict(list)
        for path in in_blocks(held, "conv1"):
            found = BLOCK.match(f"{path}.")
            if found:
                blocks[int(found[1])].append(int(found[2]))
        first = {stage: min(numbers) for stage, numbers in blocks.items()}
        for stage, few in sorted(first.items()):
            many = max(blocks[stage]) + 1
            given, wanted = (many, few) if file_is_deeper else (few, many)
            if few == 0:
                stages.append((stage, file_is_deeper))
            else:
                sizes = {"given": given, "stage": stage, "wanted": wanted}
                said.append(Message("{given} blocks in layer{stage} against {wanted}", **sizes))
        names += left.take(within(first))
    made = []
    if said:
        deeper = bool(in_deeper(said))
        words = (
            Message("deeper: {what}", what=join(", ", said))
            if deeper
            else Message("less deep: {what}", what=join(", ", said))
        )
        made.append(Cause("depth", words, tuple(names)))
    if stages:
        words = Message("the file has a further stage, layer{stage}", stage=stages[0][0])
        if not stages[0][1]:
            words = Message("the file lacks a stage, layer{stage}", stage=stages[0][0])
        if left.take_side("fc.weight", 1):
            names.append("fc.weight")
        made.append(Cause("stages", words, tuple(names)))
    return made


def within(first: Mapping[int, int]) -> Callable[[str], bool]:
    """Whether a name is in a stage's block of some number or in a later one."""

    def is_within(name: str) -> bool:
        found = BLOCK.match(name)
        return found is not None and int(found[2]) >= first.get(int(found[1]), sys.maxsize)

    return is_within


def in_deeper(said: list[Message]) -> bool:
    """Whether the file has more blocks than the network."""
    return sum(int(str(it.values["given"])) - int(str(it.values["wanted"])) for it in said) > 0


def stem(left: Left) -> list[Cause]:
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


def squeeze(left: Left) -> list[Cause]:
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


SHORTCUT = re.compile(r"layer\d+\.\d+\.downsample\.")
NORM = re.compile(
    r"(?:^|\.)(bn\d|downsample\.\d)\.(weight|bias|running_mean|running_var|" + COUNTER + ")$"
)


def preactivation(left: Left) -> list[Cause]:
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


def shortcut(left: Left) -> list[Cause]:
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


def folded(left: Left) -> list[Cause]:
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


# ---- Classifier ----------------------------------------------------------------------------------


def classifier(left: Left) -> list[Cause]:
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


def without_bias(left: Left) -> list[Cause]:
    """A classifier with a bias on one side."""
    names = left.take(lambda name: name == "fc.bias")
    return (
        [Cause("bias", Message("a classifier with a bias on one side only"), tuple(names))]
        if names
        else []
    )


# ---- Numbers of channels -------------------------------------------------------------------------


def input_channels(left: Left) -> list[Cause]:
    """Another number of channels in the image."""
    for name in ("conv1.weight", "conv1.0.weight"):
        if left.take_side(name, 1):
            given, expected = (shape[1] for shape in left.shapes[name])
            words = Message(
                "{given} input channels in the file, {expected} in the network",
                given=given,
                expected=expected,
            )
            if given == 1:
                words = Message(
                    "one input channel in the file, {expected} in the network", expected=expected
                )
            elif expected == 1:
                words = Message(
                    "one input channel in the network, {given} in the file", given=given
                )
            return [Cause("in_channels", words, (name,), (given, expected))]
    return []


def channels(left: Left) -> list[Cause]:
    """The numbers of channels of stages and of convs within blocks."""
    last = 3 if any(".conv3." in name or ".bn3." in name for name in left.sides) else 2
    if last == 2 and any(
        len(shapes[0]) == 4 and shapes[0][2:] == (1, 1)
        for name, shapes in left.shapes.items()
        if re.match(r"layer\d+\.\d+\.conv1\.weight", name)
    ):
        last = 3
    sides: dict[str, list[tuple[str, int]]] = defaultdict(list)
    pairs: dict[str, tuple[int, int]] = {}
    grouped: dict[str, tuple[int, int]] = {}
    for name in list(left.sides):
        given, expected = left.shapes[name]
        for side in sorted(left.sides[name]):
            if variable := variable_of(name, side, len(given), last):
                sides[variable].append((name, side))
                if variable.startswith("grouped"):
                    grouped[variable.partition(" ")[2]] = given[side], expected[side]
                else:
                    pairs.setdefault(variable, (given[side], expected[side]))
    if not pairs and not grouped:
        return []
    outside = {it: pair for it, pair in pairs.items() if not it.startswith("inner")}
    inner = {it: pair for it, pair in pairs.items() if it.startswith("inner")}
    made = []

    def explain(variables: Iterable[str]) -> list[str]:
        names = []
        for variable in variables:
            for name, side in sides[variable]:
                if left.take_side(name, side):
                    names.append(name)
        return list(dict.fromkeys(names))

    if outside:
        ratios = {it: Fraction(*pair) for it, pair in outside.items()}
        same = {it for it, pair in inner.items() if Fraction(*pair) in ratios.values()}
        scaled = [f"grouped {it.partition(' ')[2]}" for it in same]
        names = explain([*outside, *same, *scaled])
        made.append(Cause("width", width_words(outside), tuple(names)))
        inner = {it: pair for it, pair in inner.items() if it not in same}
        grouped = {it: pair for it, pair in grouped.items() if f"grouped {it}" not in scaled}
    if last == 3 and (inner or grouped):
        made += inner_cause(inner, grouped, left, explain)
    elif inner:
        names = explain([*inner, *(f"grouped {it}" for it in grouped)])
        made.append(Cause("pruned", pruned_words(inner), tuple(names)))
    return made


def inner_cause(
    inner: dict[str, tuple[int, int]],
    grouped: dict[str, tuple[int, int]],
    left: Left,
    explain: Callable[[Iterable[str]], list[str]],
) -> list[Cause]:
    """The convs within bottlenecks: groups, wider ones, or some that were pruned."""
    ratios = {Fraction(*pair) for pair in inner.values()}
    first = left.shapes.get("layer1.0.conv2.weight")
    everywhere = {it.split()[1].partition(".")[0] for it in [*inner, *(f"x {g}" for g in grouped)]}
    uniform = len(ratios) <= 1 and "layer1" in everywhere
    variables = [*inner, *(f"grouped {it}" for it in grouped)]
    if not uniform or not first:
        if not inner:
            words = Message("other groups in the 3×3 convs")
            return [Cause("groups", words, tuple(explain(variables)))]
        words = pruned_words(inner)
        return [Cause("pruned", words, tuple(explain(variables)))]
    sizes = [(shape[0] // max(1, shape[1]), shape[1]) for shape in first]
    (mine, my_width), (theirs, their_width) = sizes
    if mine == theirs:
        words = Message(
            "{given} channels within layer1’s bottlenecks in the file, {expected} in the network",
            given=first[0][0],
            expected=first[1][0],
        )
        return [Cause("inner", words, tuple(explain(variables)))]
    words = Message(
        "3×3 convs with {mine} groups of {my_width} channels in the file, {theirs} of {their_width}"
        " in the network (layer1)",
        mine=mine,
        my_width=my_width,
        theirs=theirs,
        their_width=their_width,
    )
    return [Cause("groups", words, tuple(explain(variables)))]


def width_words(outside: dict[str, tuple[int, int]]) -> Message:
    """How much wider or narrower a network is."""
    ratios = {Fraction(*pair) for pair in outside.values()}
    if len(ratios) == 1 and "out 0" in outside:
        ratio = ratios.pop()
        if ratio == Fraction(1, 2):
            return Message(
                "half the width: {given} channels in the stem against {expected}",
                given=outside["out 0"][0],
                expected=outside["out 0"][1],
            )
        if ratio == 2:
            return Message(
                "twice the width: {given} channels in the stem against {expected}",
                given=outside["out 0"][0],
                expected=outside["out 0"][1],
            )
        return Message(
            "another width: {given} channels in the stem against {expected}",
            given=outside["out 0"][0],
            expected=outside["out 0"][1],
        )
    said = [
        Message(
            "{given} channels behind {part} against {expected}",
            given=pair[0],
            part="conv1" if it == "out 0" else f"layer{it.partition(' ')[2]}",
            expected=pair[1],
        )
        for it, pair in sorted(outside.items())
    ]
    return Message("other widths: {what}", what=join(", ", said))


def pruned_words(inner: dict[str, tuple[int, int]]) -> Message:
    """The convs that have other channels than the network's."""
    said = [
        Message(
            "{path} {given} of {expected} channels",
            path=it.partition(" ")[2],
            given=pair[0],
            expected=pair[1],
        )
        for it, pair in list(inner.items())[:SOME]
    ]
    what = join(", ", said)
    more = len(inner) - SOME
    if more > 0:
        return Message("pruned: {what}, and {count} further convs", what=what, count=more)
    return Message("pruned: {what}", what=what)


def variable_of(name: str, side: int, rank: int, last: int) -> str:
    """Which number of channels a side of a tensor is; empty for one that is none.

    ``out 0`` is the stem's, ``out 2`` the second stage's, ``inner layer2.0.conv1`` that of a conv
    within a block, ``grouped layer2.0.conv2`` the channels of one group.
    """
    if side > 1:
        return ""
    if name in ("conv1.weight", "conv1.6.weight") or name.startswith("bn1."):
        return "out 0" if side == 0 else ""
    if name == "fc.weight":
        return "out -1" if side == 1 else ""
    found = IN_BLOCK.match(name)
    if not found:
        return ""
    path, stage, number, layer = found[1], int(found[2]), int(found[3]), found[4]
    before = f"out {stage - 1 if number == 0 else stage}"
    if layer.startswith("downsample"):
        return before if side == 1 else f"out {stage}"
    if layer.startswith("se."):
        return f"out {stage}"
    if not layer[-1:].isdigit():
        return ""
    conv = int(layer[-1])
    if side == 0:
        return f"out {stage}" if conv == last else f"inner {path}.conv{conv}"
    if conv == 1:
        return before
    if last == 3 and conv == 2:
        return f"grouped {path}.conv2"
    return f"inner {path}.conv{conv - 1}"


# ---- The rest ------------------------------------------------------------------------------------


def rest(left: Left) -> list[Cause]:
    """What nothing explains."""
    made = []
    tops: dict[str, list[str]] = defaultdict(list)
    for name in left.unexpected:
        tops[name.partition(".")[0]].append(name)
    if left.unexpected:
        shown = ", ".join(f"`{top}`" for top in list(tops)[:SOME])
        words = Message(
            "{count} tensors of other parts, under {names}", count=len(left.unexpected), names=shown
        )
        made.append(Cause("beside", words, tuple(left.unexpected)))
    if left.missing:
        words = Message("{count} tensors are missing for no known reason", count=len(left.missing))
        made.append(Cause("missing", words, tuple(left.missing)))
    others = [*left.sides, *sorted(left.ranks)]
    if others:
        words = Message("{count} tensors have other shapes for no known reason", count=len(others))
        made.append(Cause("different", words, tuple(others)))
    return made


RULES: tuple[Callable[[Left], list[Cause]], ...] = (
    counters,
    block_kind,
    folded,
    depth,
    stem,
    squeeze,
    preactivation,
    shortcut,
    classifier,
    without_bias,
    input_channels,
    channels,
    rest,
)
"""In the order in which they are looked for."""
