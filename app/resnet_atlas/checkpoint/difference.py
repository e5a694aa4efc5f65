"""What doesn't agree between a file's tensors and a network's: what PyTorch would say of them."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from resnet_atlas.checkpoint.contents import MOST_NAMES
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.state_dict import COUNTER
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message


@dataclass(frozen=True)
class Difference:
    """Tensors that the file lacks, that it has beside, and of another shape (given, expected).

    Shapes of missing and unexpected ones are None where only an error's text is known.
    """

    missing: Mapping[str, Shape | None] = field(default_factory=dict)
    unexpected: Mapping[str, Shape | None] = field(default_factory=dict)
    different: Mapping[str, tuple[Shape, Shape]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.missing or self.unexpected or self.different)

    def __len__(self) -> int:
        """How many tensors are concerned."""
        return len(self.missing) + len(self.unexpected) + len(self.different)


def between(given: Mapping[str, Shape], expected: Mapping[str, Shape]) -> Difference:
    """What PyTorch would refuse if weights were loaded into a network of the expected ones.

    It fills in the counters of batch norms itself where a file is so old that it has none.
    """
    has_counters = any(name.endswith(COUNTER) for name in given)
    return Difference(
        missing={
            name: shape
            for name, shape in expected.items()
            if name not in given and (has_counters or not name.endswith(COUNTER))
        },
        unexpected={name: shape for name, shape in given.items() if name not in expected},
        different={
            name: (given[name], shape)
            for name, shape in expected.items()
            if name in given and given[name] != shape
        },
    )


# ---- What PyTorch printed --------------------------------------------------------------------

ALLOWED = Message("the text from “Error(s) in loading state_dict” on, or names with shapes")

MISSING = re.compile(
    r"missing[ _]?keys?(?:\(s\))?(?: in (?:source )?state_dict)?\s*[:=]\s*", re.IGNORECASE
)
UNEXPECTED = re.compile(
    r"unexpected[ _]?keys?(?:\(s\))?(?: in (?:source )?state_dict)?\s*[:=]\s*", re.IGNORECASE
)
ONE_UNEXPECTED = re.compile(r"unexpected key [\"'](?P<name>[^\"']+)[\"'] in state_dict")
KEY_ERROR = re.compile(r"KeyError: [\"'](?P<name>(?:[\w-]+\.)+[\w-]+)[\"']")
SHAPE = r"(?:torch\.Size\()?[\[(](?P<{name}>[\d,\s]*)[\])]\)?"
MISMATCH = re.compile(
    r"size mismatch for (?P<name>[^\s:]+):\s*copying a param(?:eter)? (?:with|of)(?: shape)?\s*"
    + SHAPE.format(name="given")
    + r"\s*from checkpoint,\s*(?:where )?the shape (?:in current model is|is)\s*"
    + SHAPE.format(name="expected")
)
OLD_MISMATCH = re.compile(
    r"parameter named (?P<name>[^\s,]+),\s*whose dimensions in the model are\s*"
    + SHAPE.format(name="expected")
    + r"\s*and whose dimensions in the checkpoint are\s*"
    + SHAPE.format(name="given")
)
MODEL = re.compile(r"in loading state_dict for (?P<name>\w+)")
QUOTED = re.compile(r"[\[{(]?\s*(?:([\"'])[^\"'\n]*\1[,\s]*)+")
LISTED = re.compile(
    r"(?<![\w.-])(?P<name>\w[\w.-]*)['\"]?\s{0,9}[:,=|\s]\s{0,99}"
    r"(?:(?:tensor|Parameter|shape)\S{0,20}\s{0,9})?" + SHAPE.format(name="shape"),
)

MOST_LISTS = 20
"""Lists of keys in one text."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What somebody pasted: what an error says, with the class it names, or names and shapes."""

    difference: Difference | None = None
    model: str = ""
    shapes: Mapping[str, Shape] | None = None


def parse(text: str) -> Pasted:
    """Read PyTorch's error, of any version since 0.3, or a list of names and shapes."""
    plain = re.sub("[“”„]", '"', html.unescape(text))
    plain = re.sub("[\u2018\u2019]", "'", plain)
    different = {
        found["name"].strip("\"'"): (shape_of(found["given"]), shape_of(found["expected"]))
        for pattern in (MISMATCH, OLD_MISMATCH)
        for found in pattern.finditer(re.sub(r"\s+", " ", plain))
    }
    missing = names_behind(MISSING, plain)
    unexpected = names_behind(UNEXPECTED, plain)
    unexpected |= {it["name"]: None for it in ONE_UNEXPECTED.finditer(plain)}
    difference = Difference(missing, unexpected, different)
    if not difference:
        missing = {found["name"]: None for found in KEY_ERROR.finditer(plain)}
        difference = Difference(missing=missing)
    if difference:
        model = MODEL.search(plain)
        check_count(len(difference))
        return Pasted(difference, model["name"] if model else "")
    shapes = listed(plain)
    if not shapes:
        problem = Message("there is no error of PyTorch’s and no list of names and shapes in it")
        raise BadParameter("error", text, problem, ALLOWED)
    check_count(len(shapes))
    return Pasted(shapes=shapes)


def check_count(count: int) -> None:
    """Refuse more names than any network has."""
    if count > MOST_NAMES:
        allowed = Message("at most {most} names", most=MOST_NAMES)
        raise BadParameter("error", str(count), Message("these are too many names"), allowed)


def names_behind(start: re.Pattern[str], text: str) -> dict[str, Shape | None]:
    """The names in quotes, or between commas, that follow some words."""
    found: dict[str, Shape | None] = {}
    for match in islice(start.finditer(text), MOST_LISTS):
        if quoted := QUOTED.match(text, match.end()):
            names = re.findall(r"[\"']([^\"'\n]*)[\"']", quoted[0])
        else:
            line = text[match.end() :].partition("\n")[0]
            names = re.split(r",\s*", line.strip(" .[]{}()"))
        found |= {name.strip(): None for name in names if name.strip() and " " not in name.strip()}
    return found


def shape_of(text: str) -> Shape:
    """A shape, its sides between commas."""
    return tuple(int(side[:18]) for side in re.findall(r"\d+", text))


def listed(text: str) -> dict[str, Shape]:
    """Names with shapes: as JSON, as Python prints a dictionary, or one in a line."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        value = value.get("tensors", value)
    if isinstance(value, dict) and value and all(map(is_shape, value.values())):
        return {str(name): tuple(shape) for name, shape in value.items()}
    return {found["name"]: shape_of(found["shape"]) for found in LISTED.finditer(text)}


def is_shape(value: object) -> bool:
    """Whether a value is a list of sizes."""
    return isinstance(value, list | tuple) and all(type(side) is int for side in value)
