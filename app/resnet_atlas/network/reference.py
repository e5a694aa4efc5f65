"""Where a module of the reader's own comes from: ``package.module:callable``, and its arguments."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from resnet_atlas.errors import BadParameter

SEPARATOR = ":"

FORM = "package.module:callable, as train:Net for the class Net in train.py"


@dataclass(frozen=True, slots=True)
class Reference:
    """``path`` is ``package.module:callable``; ``arguments`` are the callable's, as a JSON object.

    Nothing is imported here: ``network.loader`` does that, in a process that may load torch.
    """

    path: str
    arguments: str = "{}"

    @classmethod
    def parse(cls, path: str, arguments: str = "") -> Self:
        """Read what an operator typed; ``BadParameter`` for ``network`` or ``args``."""
        module, separator, name = path.partition(SEPARATOR)
        parts = [*module.split("."), *name.split(".")]
        is_file = module.endswith(".py")
        if is_file or not separator or not all(part.isidentifier() for part in parts):
            file, _, rest = path.partition(SEPARATOR)
            near = None
            if is_file:
                near = f"{file.removesuffix('.py').strip('./').replace('/', '.')}:{rest or 'Net'}"
            raise BadParameter("network", path, "this is no path to a callable", FORM, near)
        return cls(path, read_arguments(arguments))

    @property
    def module(self) -> str:
        """The module to import."""
        return self.path.partition(SEPARATOR)[0]

    @property
    def attribute(self) -> str:
        """What is looked up in the module, dots included."""
        return self.path.partition(SEPARATOR)[2]

    @property
    def keywords(self) -> Mapping[str, Any]:
        """The arguments by name."""
        found: dict[str, Any] = json.loads(self.arguments)
        return found

    @property
    def texts(self) -> dict[str, str]:
        """The arguments by name, each as JSON."""
        return {name: json.dumps(value) for name, value in self.keywords.items()}


def read_arguments(text: str) -> str:
    """A JSON object in its plain form; ``BadParameter`` for ``args`` for anything else."""
    allowed = 'a JSON object by the names of arguments, as {"num_classes": 10}'
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise BadParameter("args", text, "this is no JSON", allowed) from None
    if not isinstance(found, dict):
        raise BadParameter("args", text, "this is no JSON object", allowed)
    return json.dumps(found, sort_keys=True)
