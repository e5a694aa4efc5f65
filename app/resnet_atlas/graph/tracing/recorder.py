"""A run of a module that is followed call by call: which function of PyTorch is called where.

Every function of PyTorch goes through ``TorchFunctionMode``, however it is written: as a layer, as
a function, a method or an operator. Which module is at work is known from the calls of modules
(``nn.Module._call_impl``). What TorchScript has compiled is called as one function.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import nn
from torch._C import ScriptFunction
from torch.jit import ScriptModule
from torch.overrides import TorchFunctionMode


@functools.lru_cache(4096)
def name_of(function: Any) -> str:
    """The name of a function, however it is written: ``add`` for ``x + y`` and ``add_``."""
    name = str(getattr(function, "__name__", function))
    if name == "__get__":  # an attribute: ``x.shape``
        return f".{function.__self__.__name__}"
    bare = name.strip("_")
    if name.startswith("__") and name.endswith("__"):
        bare = OPERATORS.get(bare, name)
    return SYNONYMS.get(bare, bare)


OPERATORS = {
    "add": "add", "radd": "add", "iadd": "add", "sub": "sub", "rsub": "rsub", "isub": "sub",
    "mul": "mul", "rmul": "mul", "imul": "mul", "truediv": "div", "rtruediv": "rdiv",
    "itruediv": "div", "matmul": "matmul", "rmatmul": "matmul", "pow": "pow", "neg": "neg",
    "getitem": "slice",
}  # fmt: skip
"""Python's operators by the names of the functions that do the same."""

SYNONYMS = {
    "_max_pool2d": "max_pool2d",
    "max_pool2d_with_indices": "max_pool2d",
    "concat": "cat",
    "concatenate": "cat",
}


SAME = frozenset(
    [
        "contiguous",
        "clone",
        "detach",
        "to",
        "float",
        "double",
        "half",
        "bfloat16",
        "type",
        "type_as",
        "requires_grad",
        "cuda",
        "cpu",
        "alias",
        ".data",
    ]
)
"""Functions whose result is the tensor they are given, as far as shapes go."""

FACTORIES = frozenset(
    [
        "new_zeros",
        "new_ones",
        "new_empty",
        "new_full",
        "new_tensor",
        "zeros_like",
        "ones_like",
        "empty_like",
        "full_like",
        "rand_like",
        "randn_like",
    ]
)
"""Functions that take a tensor only to make another like it."""

MAKERS = frozenset(["zeros", "ones", "empty", "full", "rand", "randn"])
"""Functions that make a tensor of sizes they are given."""

WRITES = frozenset(["__setitem__", "copy"])
"""Functions that put values into the tensor that is their first argument."""

SILENT = FACTORIES | {"data_ptr", "size", "stride"}
"""Functions that compute nothing from their input."""

WHOLE: Mapping[str, str] = {
    "MultiheadAttention": "attention",
    "ShiftedWindowAttention": "attention",
    "ShiftedWindowAttentionV2": "attention",
}
"""Modules that are one op each, by the name of their class: what the op is called."""


CALL_MODULE, CALL_SCRIPT = nn.Module._call_impl, ScriptFunction.__call__


@dataclass(frozen=True, slots=True)
class Script:
    """A function or module of TorchScript, called without following what it calls."""

    script: Any

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it."""
        call: Any = CALL_MODULE if isinstance(self.script, ScriptModule) else CALL_SCRIPT
        with torch._C.DisableTorchFunction():
            return call(self.script, *args, **kwargs)


class Recorder(TorchFunctionMode):
    """Follows a run of ``module`` and calls ``call`` with each function's place in it."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module
        self.parts = dict(module.named_modules())
        self.paths = {id(part): path for path, part in self.parts.items()}
        self.around: list[tuple[str, bool]] = []
        self.calls: Counter[str] = Counter()

    def __enter__(self) -> Self:
        recorder = self

        def call(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
            """Call a module and note that it is at work."""
            path = recorder.paths.get(id(module))
            if path is None:
                path = recorder.below(type(module).__name__)
            recorder.around.append(
                (
                    path,
                    not module._modules
                    and is_layer(getattr(module.forward, "__func__", module.forward)),
                )
            )
            try:
                return recorder.enter(module, args, kwargs)
            finally:
                recorder.around.pop()

        def call_script(script: Any, *args: Any, **kwargs: Any) -> Any:
            """Call a function of TorchScript as a function of PyTorch."""
            return recorder.call(f"script_{script.name}", Script(script), args, kwargs)

        nn.Module._call_impl = call  # type: ignore[method-assign, assignment]
        ScriptFunction.__call__ = call_script  # type: ignore[method-assign, assignment]
        super().__enter__()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)  # type: ignore[no-untyped-call]
        nn.Module._call_impl = CALL_MODULE  # type: ignore[method-assign]
        ScriptFunction.__call__ = CALL_SCRIPT  # type: ignore[method-assign]

    def enter(self, module: nn.Module, args: Any, kwargs: Any) -> Any:
        """Call a module; one of TorchScript, which nothing in can be followed, as a function."""
        if isinstance(module, ScriptModule):
            self.around.append((self.around.pop()[0], True))  # one op, by the module's own path
            return self.call(f"script_{module.original_name}", Script(module), args, kwargs)
        return CALL_MODULE(module, *args, **kwargs)  # type: ignore[no-untyped-call]

    def below(self, name: str) -> str:
        """The path of something called ``name`` in the module at work."""
        around = self.around[-1][0] if self.around else ""
        return f"{around}.{name}" if around else name

    def place(self, name: str) -> str:
        """The id of a call: the path of its layer, else the function's name below its caller's."""
        around, is_layer = self.around[-1] if self.around else ("", False)
        path = around if is_layer else f"{around}.{name}" if around else name
        self.calls[path] += 1
        count = self.calls[path]
        return path if count == 1 else f"{path}:{count}"

    def __torch_function__(
        self,
        function: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Call a function; what it calls itself isn't followed."""
        return self.call(name_of(function), function, args, kwargs or {})

    def call(
        self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Call a function and return what it returns."""
        raise NotImplementedError


LAYERS = ("torch.nn.modules", "resnet_atlas.network.module.layers")
"""Where the layers of PyTorch are, and ours that PyTorch lacks."""


@functools.cache
def is_layer(forward: Any) -> bool:
    """Whether a module does what one of PyTorch's layers does, by its ``forward``."""
    return str(forward.__module__).startswith(LAYERS)


@contextmanager
def evaluating(parts: Iterable[nn.Module]) -> Iterator[None]:
    """Modules in evaluation mode; afterwards each is in the mode that it was in."""
    training = [part for part in parts if part.training]
    for part in training:
        part.training = False
    try:
        yield
    finally:
        for part in training:
            part.training = True
