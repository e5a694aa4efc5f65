"""What no rule explains."""

from collections.abc import Iterable

from resnet_atlas.checkpoint.causes.cause import SOME, Cause
from resnet_atlas.checkpoint.causes.unexplained import Unexplained
from resnet_atlas.checkpoint.identifying.naming import RESNET
from resnet_atlas.messages import COMMA, Message, join


def rest(left: Unexplained) -> list[Cause]:
    """What nothing explains."""
    made = []
    if left.unexpected:
        words = Message(
            "{count} tensors of other parts, under {names}",
            count=len(left.unexpected),
            names=tops_of(left.unexpected),
        )
        made.append(Cause("beside", words, tuple(left.unexpected)))
    own = [name for name in left.missing if not RESNET.match(name)]
    if own:
        words = Message(
            "{count} tensors of parts that only the network has, under {names}",
            count=len(own),
            names=tops_of(own),
        )
        made.append(Cause("own_parts", words, tuple(left.take(set(own).__contains__))))
    if left.missing:
        words = Message("{count} tensors are missing for no known reason", count=len(left.missing))
        made.append(Cause("missing", words, tuple(left.missing)))
    others = [*left.sides, *sorted(left.ranks)]
    if others:
        words = Message("{count} tensors have other shapes for no known reason", count=len(others))
        made.append(Cause("different", words, tuple(others)))
    return made


def tops_of(names: Iterable[str]) -> str:
    """The first parts of some names, a few of them."""
    tops = list(dict.fromkeys(name.partition(".")[0] for name in names))
    return join(COMMA, [*(f"`{top}`" for top in tops[:SOME]), *["…"][: len(tops) - SOME]])
