"""What is asked to be identified: names and shapes, or the text of an error."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

from resnet_atlas.checkpoint.mending.remedy import File
from resnet_atlas.checkpoint.reading.contents import LONGEST_NAME, MOST_NAMES
from resnet_atlas.checkpoint.report import Report, report, report_of_text
from resnet_atlas.checkpoint.terminal import network_of
from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message

MOST_BYTES = 10**6

FIELDS = ("tensors", "error", "against", "file")
ALLOWED_BODY = Message("a JSON object with “tensors” or “error”, and “against” if you like")
ALLOWED_TENSORS = Message(
    "an object of at most {most} names, each with a list of up to 16 whole numbers", most=MOST_NAMES
)


async def read_body(request: Request) -> dict[str, Any]:
    """The body of a request, as JSON or as a form sends it."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            raise HTTPException(413)
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        fields = parse_qs(content.decode(errors="replace"), max_num_fields=10)
        return {name: texts[-1] for name, texts in fields.items()}
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadParameter("body", "", Message("this is no JSON object"), ALLOWED_BODY)
    return value


def report_of_body(body: Mapping[str, Any]) -> Report:
    """The answer to a body; ``BadParameter`` says what is wrong with it."""
    for name in body:
        if name not in FIELDS:
            raise BadParameter(name, "", Message("there is no such field"), ALLOWED_BODY)
    text, tensors = body.get("error"), body.get("tensors")
    against = body.get("against") or ""
    if not isinstance(against, str):
        raise BadParameter("against", str(against), Message("this is no text"), "resnet50")
    network = network_of(against) if against else None
    if (text is None) == (tensors is None):
        problem = Message("either tensors or an error has to be given, not both")
        raise BadParameter("tensors", "", problem, ALLOWED_BODY)
    if text is not None:
        if not isinstance(text, str):
            raise BadParameter("error", str(text), Message("this is no text"), ALLOWED_BODY)
        return report_of_text(text, network)
    return report(shapes_of(tensors), network, file_of(body.get("file")))


def shapes_of(tensors: Any) -> dict[str, Shape]:
    """The names and shapes in a body."""
    if not isinstance(tensors, dict) or not 0 < len(tensors) <= MOST_NAMES:
        problem = Message("this is no object, or it has none or too many names")
        raise BadParameter("tensors", "", problem, ALLOWED_TENSORS)
    found = {}
    for name, shape in tensors.items():
        if not is_shape(shape) or len(name) > LONGEST_NAME:
            problem = Message("this is no shape")
            raise BadParameter(f"tensors.{name}", str(shape)[:80], problem, ALLOWED_TENSORS)
        found[name] = tuple(shape)
    return found


def is_shape(value: Any) -> bool:
    """Whether a value is the shape of a tensor."""
    if not isinstance(value, list) or len(value) > 16:
        return False
    return all(type(side) is int and 0 <= side < 2**48 for side in value)


def file_of(value: Any) -> File:
    """How the page's script says that a file is to be loaded."""
    if not isinstance(value, dict):
        return File()
    format, module = (str(value.get(key, ""))[:200] for key in ("format", "module"))
    path = value.get("path")
    keys = tuple(str(key)[:200] for key in path[:5]) if isinstance(path, list) else ()
    name = "model.safetensors" if format == "safetensors" else "model.pth"
    return File(name, format, keys, module)
