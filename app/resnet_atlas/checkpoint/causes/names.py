"""Causes that lie in names: a prefix, another codebase, a whole checkpoint, another family."""

from dataclasses import replace

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.difference import Difference
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.identifying.families import family
from resnet_atlas.checkpoint.identifying.naming import Naming, naming_between, naming_of_all
from resnet_atlas.facts.state_dict import COUNTER
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import COMMA, Message, join

WRAPPING = ("state_dict", "model_state_dict", "model", "net", "ema", "optimizer", "epoch")
"""Keys of a whole checkpoint, of which a state dict is one part."""

PREFIXES = ("module.", "_orig_mod.")
"""What DataParallel and ``torch.compile`` put in front of every name."""


def renaming(difference: Difference) -> list[Cause]:
    """A prefix, or another codebase's names: before the file's names or the network's."""
    unexpected, missing = difference.unexpected, difference.missing or unwrapped(difference)
    if not unexpected or not missing:
        return []
    found = []
    naming = naming_between(unexpected, missing)
    if naming.is_plain and difference.cut:
        naming = Naming(naming_of_all(unexpected).prefix)
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
                what=join(COMMA, known),
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


def shared_naming(difference: Difference) -> tuple[Naming, Difference]:
    """The names that both the file and the network have in place of torchvision's.

    The difference is told in torchvision's.
    """
    names = [*difference.missing, *difference.unexpected, *difference.different]
    naming = naming_of_all(names)
    sides = bool(difference.missing) + bool(difference.unexpected) + 2 * bool(difference.different)
    is_one_sided = sides < 2 and naming.full("conv1.weight") in names  # the others have no prefix
    given = (difference.missing, difference.unexpected, difference.different)
    is_one_sided |= any(side and all(naming.plain(name) == name for name in side) for side in given)
    if naming.is_plain or is_one_sided:
        return Naming(), difference
    return naming, replace(
        difference,
        missing={naming.plain(name) or name: each for name, each in difference.missing.items()},
        unexpected={
            naming.plain(name) or name: each for name, each in difference.unexpected.items()
        },
        different={naming.plain(name) or name: each for name, each in difference.different.items()},
    )


def unwrapped(difference: Difference) -> dict[str, Shape | None]:
    """The names behind a wrapper's prefix, where an error prints only names with it."""
    prefix = next(
        (
            start
            for start in PREFIXES
            if all(name.startswith(start) for name in difference.unexpected)
        ),
        "",
    )
    if not prefix or difference.missing:
        return {}
    return {name.removeprefix(prefix): shape for name, shape in difference.unexpected.items()}


def plain(difference: Difference, details: tuple[object, ...]) -> Difference:
    """A difference as it would be if the names were the same."""
    naming, side = details
    assert isinstance(naming, Naming)

    def renamed(held: object, own: str) -> dict[str, Shape | None]:
        assert isinstance(held, dict)
        if own != side:
            return dict(held)
        return {naming.plain(name) or name: shape for name, shape in held.items()}

    missing = renamed(dict(difference.missing) or unwrapped(difference), "missing")
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
    return Difference(missing, unexpected, different, difference.cut, difference.whole)


def wrapped(left: Unexplained) -> list[Cause]:
    """A whole checkpoint in place of the state dict in it."""
    keys = [key for key in WRAPPING if key in left.unexpected]
    if not keys or not left.missing or any("." in name for name in left.unexpected):
        return []
    words = Message(
        "the whole checkpoint is loaded: the weights are in it, under `{key}`", key=keys[0]
    )
    return [Cause("wrapped", words, tuple(left.take(lambda name: True)), (keys[0],))]


def nothing_shared(left: Unexplained) -> list[Cause]:
    """A network of which nothing at all is in the file, as far as an error tells."""
    first = [name for name in left.missing if name.endswith("layer1.0.conv1.weight")]
    if not first or left.unexpected or left.shapes:
        return []
    prefix = first[0].removesuffix("layer1.0.conv1.weight")
    if not any(f"{prefix}{stem}.weight" in left.missing for stem in ("conv1", "conv1.0")):
        return []
    words = Message(
        "nothing of the network is in the file under its own names: the names have a prefix, or are"
        " another code’s; the error’s “Unexpected key(s)” show them"
    )
    return [Cause("nothing_shared", words, tuple(left.take(lambda name: True)))]


def other_family(left: Unexplained) -> list[Cause]:
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
