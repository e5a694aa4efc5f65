"""Lines that change weights to suit the reader's own network, ``model``.

They exist for causes that are of names and of the ends of a network: first conv, classifier, what
is beside. For what is between, the network has to be another. No line leaves a tensor out in
silence, as ``strict=False`` by itself would: what may be missing is asserted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.identifying.naming import Naming
from resnet_atlas.checkpoint.mending.remedy import (
    File,
    Remedy,
    loading,
    quoted,
    remedy,
    renaming,
    to_own_names,
)
from resnet_atlas.facts.state_dict import COUNTER
from resnet_atlas.messages import Message

ADAPTABLE = {
    "naming",
    "network_named",
    "wrapped",
    "classes",
    "no_classifier",
    "classifier",
    "head",
    "bias",
    "in_channels",
    "counters",
    "conv_bias",
    "no_statistics",
    "statistics",
    "beside",
    "own_parts",
}
"""The causes for which weights can be changed to suit a network."""

STATISTICS = ("running_mean", "running_var", COUNTER)
FC = ("fc.weight", "fc.bias")
PLAIN = Naming()


def adapting(
    causes: Sequence[Cause], file: File, hidden: bool, shared: Naming = PLAIN
) -> Remedy | None:
    """Change weights to suit ``model``; None where they can't be.

    ``shared`` are the names that both the file and ``model`` have in place of torchvision's.
    ``hidden`` says that shapes aren't known of all tensors: then the lines look at the classifier's
    and the first conv's themselves.
    """
    if not causes or any(cause.kind not in ADAPTABLE for cause in causes):
        return None
    by_kind = {cause.kind: cause for cause in causes}
    if "conv_bias" in by_kind and by_kind["conv_bias"].details == ("given",):
        return None
    lines = loading(file)
    if "wrapped" in by_kind:
        lines.append(f"state = state[{quoted(str(by_kind['wrapped'].details[0]))}]")
    target, own = "model", Naming()
    if "naming" in by_kind:
        lines += renaming(naming_of(by_kind["naming"]), beside=True)
    if "network_named" in by_kind:
        own = naming_of(by_kind["network_named"])
        if own.prefix:
            target = "network"
            lines.append(f"network = model.get_submodule({quoted(own.prefix.rstrip('.'))})")
    lines += ends(by_kind, shared.full)
    if own.renames:
        lines += to_own_names(own, target)
    fresh = [shared.full(name) for name in untrained(by_kind)]
    if hidden and by_kind.keys() & {"naming", "network_named", "head"}:
        classifier = fresh or [own.own(name) for name in classifier_of(by_kind)]
        lines += looked_at(target, classifier, own.own("conv1.weight"))
        fresh = fresh or classifier
    return remedy(words(fresh, by_kind), [*lines, *loaded(target, fresh, by_kind)])


def naming_of(cause: Cause) -> Naming:
    """How the names of a side were changed."""
    naming = cause.details[0]
    assert isinstance(naming, Naming)
    return naming


def classifier_of(by_kind: Mapping[str, Cause]) -> tuple[str, ...]:
    """The weights of the network's last layer or layers."""
    if lacking := by_kind.get("no_classifier"):
        (wanted,) = lacking.details
        assert isinstance(wanted, tuple)
        return tuple(f"{path}.{end}" for path in wanted for end in ("weight", "bias"))
    if head := by_kind.get("head"):
        return tuple(f"{path}.{end}" for path in paths(head)[1] for end in ("weight", "bias"))
    return FC


def untrained(by_kind: Mapping[str, Cause]) -> Iterator[str]:
    """The weights of the network that the file has no values for, by the network's own names."""
    own = naming_of(by_kind["network_named"]) if "network_named" in by_kind else Naming()
    if (
        "classes" in by_kind
        or "no_classifier" in by_kind
        or ("head" in by_kind and not is_moved(by_kind["head"]))
    ):
        yield from map(own.own, classifier_of(by_kind))
    elif "bias" in by_kind and by_kind["bias"].details == ("missing",):
        yield own.own("fc.bias")


def paths(head: Cause) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The layers of the classifier in the file and in the network."""
    given, wanted = head.details
    assert isinstance(given, tuple)
    assert isinstance(wanted, tuple)
    return given, wanted


def is_moved(head: Cause) -> bool:
    """Whether a classifier of another name is one layer on both sides."""
    given, wanted = paths(head)
    return len(given) == len(wanted) == 1


def ends(by_kind: Mapping[str, Cause], full: Callable[[str], str]) -> Iterator[str]:
    """The lines for the ends of a network and for what is beside it, in torchvision's names."""
    if first := by_kind.get("in_channels"):
        name, wanted = quoted(full(first.tensors[0])), first.details[1]
        yield f"weight = state[{name}].sum(1, keepdim=True)  # as if every channel held the same"
        yield f"state[{name}] = weight.repeat(1, {wanted}, 1, 1) / {wanted}"
    if "classes" in by_kind:
        weight, bias = (quoted(full(name)) for name in FC)
        yield f"del state[{weight}], state[{bias}]  # they tell the file’s classes apart"
    if head := by_kind.get("head"):
        given, wanted = paths(head)
        if is_moved(head):
            yield 'for end in ("weight", "bias"):'
            yield (
                f"    state[{quoted(f'{full(wanted[0])}.')} + end] = "
                f"state.pop({quoted(f'{full(given[0])}.')} + end)"
            )
        else:
            yield from without(tuple(f"{full(path)}." for path in given))
    for kind in ("classifier", "bias"):
        if kind in by_kind and by_kind[kind].details != ("missing",):
            yield from (f"del state[{quoted(full(name))}]" for name in by_kind[kind].tensors)
    if biases := by_kind.get("conv_bias"):
        yield f"for name in {list(map(full, biases.tensors))!r}:"
        yield '    state[name] = torch.zeros(len(state[name.removesuffix("bias") + "weight"]))'
    if "counters" in by_kind and by_kind["counters"].details == ("given",):
        yield from without_ends((COUNTER,))
    if "statistics" in by_kind:
        yield from without_ends(STATISTICS)
    if beside := by_kind.get("beside"):
        tops = tuple(sorted({name.partition(".")[0] for name in beside.tensors}))
        yield (
            "state = {name: value for name, value in state.items() "
            f'if name.partition(".")[0] not in {tops!r}}}'
        )


def without(starts: tuple[str, ...]) -> Iterator[str]:
    """A line that leaves out the names that begin so."""
    yield (
        "state = {name: value for name, value in state.items() "
        f"if not name.startswith({starts!r})}}"
    )


def without_ends(ends: tuple[str, ...]) -> Iterator[str]:
    """A line that leaves out the names that end so."""
    yield f"state = {{name: value for name, value in state.items() if not name.endswith({ends!r})}}"


def looked_at(target: str, classifier: Sequence[str], first: str) -> Iterator[str]:
    """Lines that look at shapes which an error doesn't tell: classes and input channels."""
    yield f"own = {target}.state_dict()"
    yield f"for name in {list(classifier)!r}:  # of other classes, they stay as they are"
    yield "    if name in state and name in own and state[name].shape != own[name].shape:"
    yield "        del state[name]"
    yield f"first = {quoted(first)}"
    yield "if first in state and first in own:  # other input channels: as if all held the same"
    yield "    given, wanted = state[first].shape[1], own[first].shape[1]"
    yield "    if given != wanted:"
    yield "        weight = state[first].sum(1, keepdim=True)"
    yield "        state[first] = weight.repeat(1, wanted, 1, 1) / wanted"


def loaded(target: str, fresh: Sequence[str], by_kind: Mapping[str, Cause]) -> Iterator[str]:
    """The lines that load ``state``, and assert that nothing is missing but what is said."""
    conditions = []
    if fresh:
        conditions.append(f"name in {list(fresh)!r}")
    lacking = [*(STATISTICS if "no_statistics" in by_kind else ())]
    if "counters" in by_kind and by_kind["counters"].details != ("given",):
        lacking.append(COUNTER)
    if lacking:
        conditions.append(f"name.endswith({tuple(lacking)!r})")
    if parts := by_kind.get("own_parts"):
        tops = tuple(sorted({name.partition(".")[0] + "." for name in parts.tensors}))
        conditions.append(f"name.startswith({tops!r})")
    if not conditions:
        yield f"{target}.load_state_dict(state)"
        return
    yield f"missing, unexpected = {target}.load_state_dict(state, strict=False)"
    yield "assert not unexpected, unexpected"
    yield f"assert all({' or '.join(conditions)} for name in missing), missing"


def words(fresh: Sequence[str], by_kind: Mapping[str, Cause]) -> Message:
    """What the lines do, and what stays untrained."""
    if "own_parts" in by_kind:
        return Message("Load them into your network; what the file lacks stays random: train it.")
    if "no_statistics" in by_kind:
        return Message(
            "Load them into your network; run some batches in train mode before you use it, so that"
            " its batch norms have their statistics:"
        )
    if "classes" in by_kind or "no_classifier" in by_kind or (fresh and "bias" not in by_kind):
        return Message(
            "Load them into your network. A classifier that the file has no weights for stays as it"
            " is, random: train it."
        )
    return Message("Load them into your network, `model`:")
