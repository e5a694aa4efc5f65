"""What the same weights are called: prefixes that wrappers add, and other codebases' names.

Everything is brought to torchvision's names, under which the atlas has every network. A ``Naming``
is how: take the prefix off, then replace by regular expressions, in order. The same replacements
are what a reader is told to run (``mending/``).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from resnet_atlas.messages import Message

WRAPPERS = {
    "module": Message("DataParallel or DistributedDataParallel"),
    "_orig_mod": "torch.compile",
    "_fsdp_wrapped_module": "FullyShardedDataParallel",
    "model": Message("a module that holds the network as self.model"),
    "net": Message("a module that holds the network as self.net"),
    "backbone": Message("a module that holds the network as self.backbone"),
    "encoder": Message("a module that holds the network as self.encoder"),
}
"""What puts a part of a prefix before names."""

MOST_ALIKE = 2
"""Networks in one file that are looked at: a teacher and a student, say."""

Renames = tuple[tuple[str, str], ...]

SEQUENTIAL: Renames = (
    (r"^0\.", "conv1."),
    (r"^1\.", "bn1."),
    (r"^4\.", "layer1."),
    (r"^5\.", "layer2."),
    (r"^6\.", "layer3."),
    (r"^7\.", "layer4."),
    (r"^9\.", "fc."),
)
RESIDUAL_FUNCTION: Renames = (
    (r"^conv1\.0\.", "conv1."),
    (r"^conv1\.1\.", "bn1."),
    *((rf"^conv{stage + 1}_x\.", f"layer{stage}.") for stage in range(1, 5)),
    *((rf"\.residual_function\.{3 * n - 3}\.", f".conv{n}.") for n in (1, 2, 3)),
    *((rf"\.residual_function\.{3 * n - 2}\.", f".bn{n}.") for n in (1, 2, 3)),
    (r"\.shortcut\.", ".downsample."),
)
HUGGING_FACE: Renames = (
    (r"^embedder\.embedder\.convolution\.", "conv1."),
    (r"^embedder\.embedder\.normalization\.", "bn1."),
    *((rf"^encoder\.stages\.{n - 1}\.layers\.", f"layer{n}.") for n in range(1, 5)),
    *((rf"\.layer\.{n - 1}\.convolution\.", f".conv{n}.") for n in (1, 2, 3)),
    *((rf"\.layer\.{n - 1}\.normalization\.", f".bn{n}.") for n in (1, 2, 3)),
    (r"\.shortcut\.convolution\.", ".downsample.0."),
    (r"\.shortcut\.normalization\.", ".downsample.1."),
)
DETECTRON: Renames = (
    (r"^stem\.conv1\.norm\.", "bn1."),
    (r"^stem\.", ""),
    *((rf"^res{stage + 1}\.", f"layer{stage}.") for stage in range(1, 5)),
    *((rf"\.conv{n}\.norm\.", f".bn{n}.") for n in (1, 2, 3)),
    (r"\.shortcut\.norm\.", ".downsample.1."),
    (r"\.shortcut\.", ".downsample.0."),
)
NEAR_TORCHVISION: Renames = (
    (r"\.shortcut\.", ".downsample."),
    (r"^layer0\.", ""),
    (r"\.se_module\.", ".se."),
)

CONVENTIONS: tuple[tuple[str, Message, Renames], ...] = (
    ("layer1.0.conv1.weight", Message("names close to torchvision’s"), NEAR_TORCHVISION),
    ("4.0.conv1.weight", Message("the numbers of an nn.Sequential"), SEQUENTIAL),
    (
        "conv2_x.0.residual_function.0.weight",
        Message("the names conv2_x to conv5_x"),
        RESIDUAL_FUNCTION,
    ),
    (
        "encoder.stages.0.layers.0.layer.0.convolution.weight",
        Message("Hugging Face’s names"),
        HUGGING_FACE,
    ),
    ("res2.0.conv1.weight", Message("detectron2’s names"), DETECTRON),
)
"""Of each way to name a ResNet: the first block's first conv, what it is, how it is translated."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How names were made from torchvision's: ``renames`` undo it once ``prefix`` is off."""

    prefix: str = ""
    title: str = ""
    renames: Renames = ()

    def plain(self, name: str) -> str | None:
        """A name as torchvision has it; None for one that isn't under the prefix."""
        if not name.startswith(self.prefix):
            return None
        name = name[len(self.prefix) :]
        for pattern, new in self.renames:
            name = re.sub(pattern, new, name)
        return name

    def own(self, plain: str) -> str:
        """The name behind the prefix that torchvision's stands for, of one at a network's ends."""
        for pattern, new in self.renames:
            start = re.sub(r"\\(.)", r"\1", pattern.removeprefix("^"))
            if pattern.startswith("^") and new and plain.startswith(new):
                return start + plain[len(new) :]
        return plain

    def full(self, plain: str) -> str:
        """The whole name that torchvision's stands for, of one at a network's ends."""
        return self.prefix + self.own(plain)

    def used(self, names: Iterable[str]) -> "Naming":
        """The same with no more replacements than some names need."""
        inner = [name[len(self.prefix) :] for name in names if name.startswith(self.prefix)]
        needed = []
        for pattern, new in self.renames:
            changed = [re.sub(pattern, new, name) for name in inner]
            if changed != inner:
                needed.append((pattern, new))
            inner = changed
        return Naming(self.prefix, self.title if needed else "", tuple(needed))

    @property
    def is_resnet(self) -> bool:
        """Whether the names were recognised as a ResNet's."""
        return bool(self.title)

    @property
    def is_plain(self) -> bool:
        """Whether nothing has to be changed."""
        return not self.prefix and not self.renames

    @property
    def wrappers(self) -> list[str]:
        """What the parts of the prefix come from, where that is known."""
        return [WRAPPERS[part] for part in self.prefix.split(".") if part in WRAPPERS]


def namings(names: Collection[str]) -> Iterator[Naming]:
    """The ways in which some names may be a ResNet's, the likeliest first."""
    for anchor, title, renames in CONVENTIONS:
        found = (name for name in names if name == anchor or name.endswith(f".{anchor}"))
        for name in islice(found, MOST_ALIKE):
            yield Naming(name[: -len(anchor)], title, renames)


RESNET = re.compile(r"(?:conv1|bn1|layer\d+|fc)(?:\.|$)")
"""What the names of a ResNet's weights begin with."""

BEFORE = re.compile(r"((?:\w+\.)*?)(?:conv1|bn1|layer\d+|fc)\.")


def naming_of_all(names: Collection[str]) -> Naming:
    """How all of some names, which may be a few of a network's, were made from torchvision's."""
    fronts = {found[1] if (found := BEFORE.match(name)) else None for name in names}
    front = fronts.pop() if len(fronts) == 1 else None
    if front is not None:
        return Naming(front)
    in_order = Naming(title=str(CONVENTIONS[1][1]), renames=SEQUENTIAL)
    plain = [in_order.plain(name) or "" for name in names]
    return in_order if names and all(map(RESNET.match, plain)) else Naming()


def prefix_between(longer: Iterable[str], shorter: Collection[str]) -> str:
    """What stands before the most of the longer names that else are the shorter ones."""
    counts: Counter[str] = Counter()
    for name in longer:
        parts = name.split(".")
        for place in range(1, len(parts)):
            if ".".join(parts[place:]) in shorter:
                counts[".".join(parts[:place]) + "."] += 1
    return max(counts, key=lambda prefix: (counts[prefix], -len(prefix)), default="")


def naming_between(given: Collection[str], wanted: Collection[str]) -> Naming:
    """How the names in ``given`` that ``wanted`` lacks were made from those; plain if not at all.

    It explains at least half of the names on the shorter side, and more than a classifier.
    """
    prefix = prefix_between(given, wanted)
    tried = [Naming(prefix), *namings(given)]
    tried += [Naming(front, CONVENTIONS[0][1], NEAR_TORCHVISION) for front in {"", prefix}]

    def explained(naming: Naming) -> int:
        plain = {naming.plain(name) for name in given}
        return len({name for name in plain & set(wanted) if name and not name.startswith("fc.")})

    best = max(tried, key=lambda naming: (explained(naming), -len(naming.renames)))
    count = explained(best)
    if count == 0 or 2 * count < min(len(given), len(wanted)):
        return Naming()
    return best.used(given)
