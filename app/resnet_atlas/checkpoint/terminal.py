"""``resnet-atlas identify``: a file's answer as text, or as JSON, and the command's exit status."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from resnet_atlas.checkpoint.answer import IdentifyAnswer, verdict
from resnet_atlas.checkpoint.mending.remedy import File
from resnet_atlas.checkpoint.reading.checkpoint import Checkpoint
from resnet_atlas.checkpoint.reading.reader import read
from resnet_atlas.checkpoint.report import Report, report
from resnet_atlas.checkpoint.title import tensors, title
from resnet_atlas.network.network import Network

FITS, DOES_NOT_FIT = 0, 1
"""The exit status; 2, as for every wrong call, where the file can't be read."""

MOST_NAMES = 8
"""Tensors of a cause that are written out."""


def identify_file(path: Path, against: str, format: str) -> tuple[str, int]:
    """What to write of a file, and the exit status; ``UnreadableFile`` if it can't be read."""
    checkpoint = read(path)
    file = File(path.name, checkpoint.format, checkpoint.path, checkpoint.module)
    found = report(checkpoint.shapes, network_of(against) if against else None, file)
    status = FITS if found.fits else DOES_NOT_FIT
    if format == "json":
        facts = {
            "file": path.name,
            "format": checkpoint.format,
            "bytes": checkpoint.size,
            "read": checkpoint.read,
            "dtype": checkpoint.dtype,
            "dtypes": list(checkpoint.dtypes),
            "path": list(checkpoint.path),
        }
        return json.dumps({**facts, **asdict(IdentifyAnswer.of(found))}, indent=2) + "\n", status
    return "\n".join([*of_file(path, checkpoint), *of_report(found)]) + "\n", status


def network_of(text: str) -> Network:
    """A network by name, options behind it: ``resnet50`` or ``resnet50;num_classes=7``."""
    name, *options = text.split(";")
    texts = {key: value for key, _, value in (option.partition("=") for option in options)}
    return Network.parse(name, texts)


def of_file(path: Path, checkpoint: Checkpoint) -> Iterator[str]:
    """What the file is, and how much of it was read."""
    where = f", under {' > '.join(checkpoint.path)}" if checkpoint.path else ""
    what = f", a whole {checkpoint.module}" if checkpoint.module else ""
    types = f", {', '.join(checkpoint.dtypes)}" if checkpoint.dtypes else ""
    yield (
        f"{path.name}: {checkpoint.format}{what}{where}{types}, {checkpoint.size:,} bytes, "
        f"of which {checkpoint.read:,} were read"
    )
    for other in checkpoint.others:
        yield f"  beside it: {' > '.join(other) or 'another state dict'}"


def of_report(found: Report) -> Iterator[str]:
    """The answer: what it is, whether it fits, why not, and the lines that load it."""
    yield str(verdict(found))
    identity = found.identity
    assert identity  # a file has one
    yield f"  {tensors(identity.tensors)}, {identity.parameters:,} parameters"
    for trait in identity.traits:
        yield f"  {trait}"
    for part in identity.parts:
        what = f", {part.what}" if part.what else ""
        yield f"  beside the network: {part.path}{what} ({tensors(part.tensors)})"
    if identity.exact and identity.others:
        yield "The same weights have: " + ", ".join(map(title, identity.others))
    if identity.unseen:
        yield "Weights don’t say: " + "; ".join(map(str, identity.unseen))
    for cause in found.causes:
        yield f"- {cause.words} ({tensors(len(cause.tensors))})"
        for name in cause.tensors[:MOST_NAMES]:
            shapes = found.shapes_at(name)
            yield f"    {name} {shapes}".rstrip()
        if len(cause.tensors) > MOST_NAMES:
            yield "    …"
    for remedy in found.remedies:
        yield f"\n{remedy.words}\n"
        yield from (f"    {line}".rstrip() for line in remedy.code.splitlines())
