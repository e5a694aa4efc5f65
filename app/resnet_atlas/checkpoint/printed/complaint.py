"""Errors of loading a file that are about the file, or about what was done with it.

PyTorch's texts are those of ``torch/serialization.py``, ``torch/_weights_only_unpickler.py``,
``caffe2/serialize/inline_container.cc`` and ``torch/nn/modules/module.py``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from resnet_atlas.checkpoint.printed import recipes
from resnet_atlas.messages import Message


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, and lines that help."""

    kind: str
    words: Message
    advice: Message
    code: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text by which a complaint is told; its groups are the values in ``words``."""

    kind: str
    text: re.Pattern[str]
    words: Message
    advice: Message
    code: Callable[[dict[str, str]], str]


def pattern(
    kind: str, text: str, words: Message, advice: Message, code: Callable[[dict[str, str]], str]
) -> Pattern:
    """One complaint, told whatever the case of its letters, and wherever its lines are broken."""
    dense = re.compile(re.sub(" [?]?", "", text), re.IGNORECASE)
    return Pattern(kind, dense, words, advice, code)


CUT = Message("The file isn’t whole: the download or the copying of it ended too early.")
AGAIN = Message("Look at its size, and fetch it again; PyTorch keeps downloads here:")
STAND_IN = Message("Put stand-ins in place of the classes, which is enough to get at the weights:")

PATTERNS = (
    pattern(
        "weights_only",
        r"unsupported (?:global|class)[: ]+(?:GLOBAL )?(?P<module>[\w.]+)\.(?P<name>\w+)"
        r"|weights[ _]only load failed|weightsunpickler",
        Message(
            "The file holds other things than tensors, which `weights_only=True` doesn’t make."
        ),
        Message("If you trust the file, load it whole, which may run code from it:"),
        recipes.trusted,
    ),
    pattern(
        "cuda",
        r"deserialize object on (?:a )?(?:CUDA|MPS|XPU|HPU) ?device"
        r"|don't know how to restore data location",
        Message("The weights were saved on a GPU that this machine doesn’t have."),
        Message("Load them into the CPU’s memory, and move the network afterwards:"),
        recipes.on_cpu,
    ),
    pattern(
        "script",
        r"failed locating file constants\.pkl",
        Message("`torch.jit.load` was given a plain checkpoint: it reads TorchScript only."),
        Message("Load it with `torch.load`:"),
        recipes.plain,
    ),
    pattern(
        "is_script",
        r"cannot use weights_only=True with TorchScript|TorchScript archive",
        Message("The file is a TorchScript archive: code and weights together."),
        Message("Load it with `torch.jit.load`:"),
        recipes.script,
    ),
    pattern(
        "web_page",
        r"invalid load key,? ?'(?:<|\\n|\\x0a|\n)'",
        Message("The file is a web page or another text: the download went wrong."),
        AGAIN,
        recipes.downloads,
    ),
    pattern(
        "pointer",
        r"invalid load key,? ?'v'",
        Message("The file is a Git LFS pointer: a few lines that stand for the file itself."),
        Message("Fetch the files that pointers stand for, in the folder of the repository:"),
        recipes.lfs,
    ),
    pattern(
        "other_format",
        r"invalid load key|invalid magic number|unpicklingerror: pickle data was truncated"
        r"|unsupported pickle protocol|legacy .?tar|unexpected pickle opcode",
        Message("The file is no checkpoint that `torch.save` wrote, or it is damaged."),
        Message("See what it begins with:"),
        recipes.first_bytes,
    ),
    pattern(
        "cut",
        r"failed finding central directory|failed reading zip archive"
        r"|PytorchStreamReader|inline_container\.cc|unexpected EOF|file might be corrupted"
        r"|ran out of input|incomplete ?metadata|metadata ?incomplete ?buffer"
        r"|file not fully covered",
        CUT,
        AGAIN,
        recipes.downloads,
    ),
    pattern(
        "safetensors",
        r"header ?too ?(?:large|small)|invalid ?header|error while deserializing header",
        Message("The file is no safetensors, or it is damaged."),
        Message("See what it begins with:"),
        recipes.first_bytes,
    ),
    pattern(
        "attribute",
        r"can't get attribute '(?P<name>\w+)' on <module '(?P<module>[\w.]+)'",
        Message(
            "The file is a whole network, and its class `{name}` isn’t in `{module}`, where it was"
            " when the file was saved."
        ),
        STAND_IN,
        recipes.stand_ins,
    ),
    pattern(
        "module",
        r"No module named '(?P<module>[\w.]+)'",
        Message(
            "The file is a whole network, and the module `{module}` that its classes were in isn’t"
            " here."
        ),
        STAND_IN,
        recipes.stand_ins,
    ),
    pattern(
        "whole",
        r"expected state_dict to be dict-like, got"
        r"|'(?:\w+)' object has no attribute '(?:copy|_metadata)'",
        Message("What was loaded is a whole network, not a state dict."),
        Message("Take its state dict:"),
        recipes.of_whole,
    ),
    pattern(
        "not_a_network",
        r"'(?:collections\.)?(?:OrderedDict|dict)' object (?:has no attribute '(?P<name>\w+)'"
        r"|is not callable)",
        Message("`torch.load` gave the weights, a dictionary: there is no network in the file."),
        Message("Build the network, and load the weights into it:"),
        recipes.build,
    ),
    pattern(
        "key",
        r"KeyError: ['\"](?P<name>[\w-]+)['\"]",
        Message("There is nothing under `{name}` in the file."),
        Message("Look under the usual names; else the file is the state dict itself:"),
        recipes.by_keys,
    ),
    pattern(
        "python2",
        r"'ascii' codec can't decode byte",
        Message("The file was saved by Python 2."),
        Message("Tell `torch.load` how its texts are written:"),
        recipes.latin1,
    ),
    pattern(
        "optimizer",
        r"parameter group that doesn't match the size of optimizer's group"
        r"|different number of parameter groups",
        Message("The optimizer’s state in the file is for other parameters than this network’s."),
        Message("Load the weights alone, and begin with a new optimizer:"),
        recipes.by_keys,
    ),
)
"""The first that is found is meant."""


def complaint_in(text: str) -> Complaint | None:
    """What a text complains about; None if nothing that is known."""
    dense = "".join(text.split())
    for known in PATTERNS:
        if found := known.text.search(dense):
            values = {name: value for name, value in found.groupdict().items() if value}
            words = known.words
            if "{" in words.template:
                words = Message(words.template, **values)
            return Complaint(known.kind, words, known.advice, known.code(values))
    return None
