"""Lines of PyTorch that load some weights, and the parts that such lines are made of."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resnet_atlas.checkpoint.identifying.naming import Naming
from resnet_atlas.messages import Message


@dataclass(frozen=True, slots=True)
class Remedy:
    """Lines to run, and what they mean; no lines where there can't be any, and why."""

    words: Message
    code: str


@dataclass(frozen=True, slots=True)
class File:
    """How a file's state dict is got at: its name, its format, its path and module in it."""

    name: str = "model.pth"
    format: str = "zip"
    path: tuple[str, ...] = ()
    module: str = ""


def remedy(words: Message, lines: Sequence[str], *needed: str) -> Remedy:
    """Lines with what they have to import, ``needed`` beside it."""
    return Remedy(words, "\n".join([*imports(lines), *needed, "", *lines]) + "\n")


def imports(lines: Iterable[str]) -> list[str]:
    """What some lines need."""
    text = "\n".join(lines)
    found = ["import re"] if "re.sub" in text else []
    found += ["import torch"] if "torch." in text else []
    found += ["from safetensors.torch import load_file"] if "load_file" in text else []
    return found


def quoted(text: str) -> str:
    """A text as Python has it. Names are a stranger's: none may end its own quotation marks."""
    return json.dumps(text)


def loading(file: File) -> list[str]:
    """``state``, the file's state dict."""
    keys = "".join(f"[{quoted(key)}]" for key in file.path)
    if file.format == "safetensors":
        return [f"state = load_file({quoted(file.name)})"]
    if file.format == "torchscript":
        return [f'state = torch.jit.load({quoted(file.name)}, map_location="cpu").state_dict()']
    if file.module:
        return [
            "# A whole module: this runs code from the file, so only if you trust it.",
            f'saved = torch.load({quoted(file.name)}, map_location="cpu", weights_only=False)',
            f"state = saved{keys}.state_dict()",
        ]
    lines = [f'state = torch.load({quoted(file.name)}, map_location="cpu", weights_only=True)']
    return [*lines, f"state = state{keys}"] if keys else lines


def renaming(naming: Naming, beside: bool = False) -> list[str]:
    """Lines that bring names to those of torchvision; with ``beside``, those of others go."""
    lines = []
    if naming.prefix:
        front = quoted(naming.prefix)
        condition = f" if name.startswith({front})" if beside else ""
        made = f"name.removeprefix({front}): value for name, value in state.items()"
        lines.append(f"state = {{{made}{condition}}}")
    if naming.renames:
        lines += [
            *replacements(naming),
            "for old, new in renames:",
            "    state = {re.sub(old, new, name): value for name, value in state.items()}",
        ]
    return lines


def to_own_names(naming: Naming, target: str) -> list[str]:
    """Lines that bring torchvision's names to those of a network that has other ones."""
    return [
        *replacements(naming),
        "own = {}  # the network's names by the file's",
        f"for name in {target}.state_dict():",
        "    plain = name",
        "    for old, new in renames:",
        "        plain = re.sub(old, new, plain)",
        "    own[plain] = name",
        "state = {own[name]: value for name, value in state.items()}",
    ]


def replacements(naming: Naming) -> list[str]:
    """``renames``, regular expressions with what they are replaced by."""
    return ["renames = [", *(f'    (r"{old}", "{new}"),' for old, new in naming.renames), "]"]
