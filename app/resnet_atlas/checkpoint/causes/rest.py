"""What no rule explains."""

from collections import defaultdict

from resnet_atlas.checkpoint.causes.cause import SOME, Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.messages import Message


def rest(left: Unexplained) -> list[Cause]:
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
