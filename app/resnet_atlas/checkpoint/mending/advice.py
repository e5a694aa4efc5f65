"""What to do where no lines can be written."""

from collections.abc import Sequence

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.mending.remedy import Remedy
from resnet_atlas.checkpoint.printed.recipes import by_keys
from resnet_atlas.messages import Message


def choice(count: int) -> Remedy:
    """What to do where an error is the same for many networks."""
    words = Message(
        "The error is the same for {count} networks: choose yours, and the lines that load the"
        " weights are written for it.",
        count=count,
    )
    return Remedy(words, "")


def advice(causes: Sequence[Cause], is_cut: bool = False) -> Remedy:
    """What to do where no lines can be written; ``code`` is empty."""
    kinds = {cause.kind for cause in causes}
    words = Message(
        "The error doesn’t tell the whole network: drop the file itself, or paste its names and"
        " shapes."
    )
    if is_cut:
        words = Message(
            "The error is cut short: paste all of it, from “Error(s) in loading state_dict” on, or"
            " drop the file itself."
        )
    elif "pruned" in kinds:
        words = Message(
            "No ResNet of the atlas has convs that are pruned one by one: build the network with"
            " the code that pruned it, or load the weights from before."
        )
    elif "folded" in kinds:
        words = Message(
            "No ResNet of the atlas has batch norms folded into its convs: fold those of your"
            " network in the same way (torch.nn.utils.fusion.fuse_conv_bn_eval), or load the"
            " weights from before."
        )
    elif "nothing_shared" in kinds:
        words = Message("See how the file’s names begin, and paste them or the whole error here:")
        return Remedy(words, by_keys({}))
    elif "family" in kinds:
        words = Message("No lines make these weights fit: build a network of their own kind.")
    return Remedy(words, "")
