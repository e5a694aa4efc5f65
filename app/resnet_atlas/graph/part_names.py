"""The names that people give to a part of a network, in code and in the literature.

``layer4[-1]`` in Python, ``C4`` in a feature pyramid (arXiv:1612.03144), ``res4`` in detectron2,
``conv4_x`` in the paper, ``res3a_branch2a`` in the authors' models for Caffe, ``fc.weight`` in a
``state_dict``.
``static/js/graph/part-names.js`` reads the same; ``tests/graph/part_names.json`` holds both to it.
"""

import re
from collections.abc import Collection, Iterable, Mapping

TENSOR = re.compile(r"\.(weight|bias|running_mean|running_var|num_batches_tracked)$")
"""What a key of a ``state_dict`` ends with."""

CAFFE = re.compile(r"(res|bn|scale)([2-5])([a-z])(\d*)(?:_branch(1|2[abc]))?")
"""``res3a_branch2a``: stage, block (a letter, or ``b12`` in deep stages), and conv."""

WRAPPER = re.compile(r"[a-z_]+")
"""A module around the network, as in ``model.layer2``."""


def find_part(name: str, stages: Mapping[str, str], known: Collection[str]) -> str | None:
    """The id of the op or group of that name; None if there is none.

    ``stages`` are the groups by their ``aliases``, ``known`` the ids of ops and groups in order. A
    module that holds several ops, such as ``layer2.0.downsample``, is the first of them.
    """
    text = re.sub(r"\[\s*(-?\d+)\s*\]", r".\1", name.strip().lower())
    head, *rest = from_caffe(TENSOR.sub("", text)).split(".")
    while True:
        path = counted([stages.get(head, head), *rest], known)
        if path in known:
            return path
        inside = next((id for id in known if id.startswith(f"{path}.")), None)
        if inside or not rest or not WRAPPER.fullmatch(head):
            return inside
        head, *rest = rest


def aliases(names: Iterable[str]) -> list[str]:
    """The names of a group, and those that follow from the paper's: ``C4``, ``res4``."""
    found = [name.lower() for name in names]
    for name in names:
        if match := re.fullmatch(r"conv(\d)_x", name):
            found += [f"c{match[1]}", f"res{match[1]}"]
    return found


def from_caffe(text: str) -> str:
    """A name of the authors' Caffe models by module path; any other text as it is.

    >>> from_caffe("res3a_branch2a"), from_caffe("bn4b12_branch1"), from_caffe("layer1.0")
    ('res3.0.conv1', 'res4.12.downsample.1', 'layer1.0')
    """
    match = CAFFE.fullmatch(text)
    if not match:
        return text
    what, stage, letter, number, branch = match.groups()
    block = f"res{stage}.{number or ord(letter) - ord('a')}"
    if not branch:
        return block
    if branch == "1":
        return f"{block}.downsample.{0 if what == 'res' else 1}"
    return f"{block}.{'conv' if what == 'res' else 'bn'}{'abc'.index(branch[1]) + 1}"


def counted(path: list[str], known: Collection[str]) -> str:
    """A path, with a block that is counted from the end (``-1``) as the one that it is."""
    if len(path) > 1 and re.fullmatch(r"-\d+", path[1]):
        blocks = [id for id in known if re.fullmatch(rf"{re.escape(path[0])}\.\d+", id)]
        if int(path[1]) >= -len(blocks):
            return ".".join([blocks[int(path[1])], *path[2:]])
    return ".".join(path)
