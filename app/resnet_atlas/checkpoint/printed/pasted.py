"""What somebody pasted: an error about names and shapes, another error, or a list of names."""

from collections.abc import Mapping
from dataclasses import dataclass

from resnet_atlas.checkpoint.causes.difference import Difference
from resnet_atlas.checkpoint.printed.complaint import Complaint, complaint_in
from resnet_atlas.checkpoint.printed.error import difference_in, model_in
from resnet_atlas.checkpoint.printed.listing import names_in, shapes_in
from resnet_atlas.checkpoint.printed.paste import clean
from resnet_atlas.checkpoint.reading.contents import MOST_NAMES
from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message

ALLOWED = Message("the text from “Error(s) in loading state_dict” on, or names with shapes")


@dataclass(frozen=True, slots=True)
class Pasted:
    """One of these: what an error says, with the class it names; another error; names."""

    difference: Difference | None = None
    model: str = ""
    complaint: Complaint | None = None
    shapes: Mapping[str, Shape] | None = None
    names: tuple[str, ...] = ()


def parse(text: str) -> Pasted:
    """Read what was pasted; ``BadParameter`` if it is none of these."""
    plain = clean(text)
    difference = difference_in(plain)
    if difference:
        check_count(len(difference))
        return Pasted(difference, model_in(plain))
    if complaint := complaint_in(plain):
        return Pasted(complaint=complaint)
    if shapes := shapes_in(plain):
        check_count(len(shapes))
        return Pasted(shapes=shapes)
    names = names_in(plain)
    if not names:
        problem = Message("there is no error of PyTorch’s and no list of names in it")
        raise BadParameter("error", text, problem, ALLOWED)
    check_count(len(names))
    return Pasted(names=names)


def check_count(count: int) -> None:
    """Refuse more names than any network has."""
    if count > MOST_NAMES:
        allowed = Message("at most {most} names", most=MOST_NAMES)
        raise BadParameter("error", str(count), Message("these are too many names"), allowed)
