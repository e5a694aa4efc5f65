"""One reason why weights don't load."""

from dataclasses import dataclass

from resnet_atlas.messages import Message

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
