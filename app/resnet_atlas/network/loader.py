"""A module of the reader's own, from ``package.module:callable``. This runs the reader's code.

So it is for what an operator named and never for what a visitor sends. The module that is returned
is a copy without weights (on the meta device), in float32 and in evaluation mode: tracing it can't
change the reader's own.
"""

import copy
import importlib
import inspect
import io
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from difflib import get_close_matches
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import torch
from torch import nn

from resnet_atlas.errors import BadNetwork
from resnet_atlas.network.reference import Reference

MOST_MODULES = 5000
"""Layers that a picture may be made of; EfficientNet-V2-L has 1,500, ResNet-1202 has 4,210."""

MOST_FRAMES = 6
"""Lines of a traceback that are shown, the last ones."""


def load(reference: Reference, folder: Path | None = None) -> nn.Module:
    """The module that ``reference`` names, found in ``folder`` or in the environment.

    ``BadNetwork`` says what is wrong with it.
    """
    with imported_from(folder or Path.cwd()), redirect_stdout(sys.stderr):
        return without_weights(made(reference, found(reference)), reference.path)


@contextmanager
def imported_from(folder: Path) -> Iterator[None]:
    """Let modules of ``folder`` be found first, and read anew if they were imported before."""
    for name, module in list(sys.modules.items()):
        if is_own(getattr(module, "__file__", None), folder):
            del sys.modules[name]
    importlib.invalidate_caches()
    sys.path.insert(0, str(folder))
    # Compiled files are known by whole seconds, too coarse for one that changes again at once.
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = written
        sys.path.remove(str(folder))


def own_files(folder: Path) -> tuple[str, ...]:
    """The files of ``folder`` that are imported."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return tuple(sorted({str(file) for file in files if is_own(file, folder)}))


def is_own(file: str | None, folder: Path) -> bool:
    """Whether a file is the reader's: below ``folder``, and no installed package."""
    if not file or not file.endswith(".py"):
        return False
    path = Path(file).absolute()
    installed = {"site-packages", "dist-packages"} & {*path.parts}
    return path.is_relative_to(folder) and not installed and not path.is_relative_to(OURS)


OURS = Path(__file__).parents[1]


def found(reference: Reference) -> Any:
    """What the path leads to."""
    try:
        module = importlib.import_module(reference.module)
    except ModuleNotFoundError as error:
        if not error.name or not f"{reference.module}.".startswith(f"{error.name}."):
            raise failed(reference.path, error, "importing it fails") from None
        near = close(reference.module, [each.name for each in iter_modules([str(Path.cwd())])])
        where = f"neither this folder nor the environment has a module {error.name}"
        raise BadNetwork(reference.path, where, did_you_mean(near, reference.attribute)) from None
    except (Exception, SystemExit) as error:
        raise failed(reference.path, error, "importing it fails") from None
    owner: Any = module
    for name in reference.attribute.split("."):
        try:
            owner = getattr(owner, name)
        except AttributeError:
            own = [key for key, value in vars(owner).items() if is_network(value)]
            near = close(name, [*own, *(key for key in vars(owner) if key not in own)])
            allowed = f"it has {', '.join(own[:20])}" if own else "it has no torch.nn.Module"
            problem = f"{reference.module} has no {name}"
            hint = f"{allowed}. Did you mean {reference.module}:{near}?" if near else allowed
            raise BadNetwork(reference.path, problem, hint) from None
    return owner


def is_network(value: object) -> bool:
    """Whether a value is a module, or a class of modules."""
    return isinstance(value, nn.Module) or (
        inspect.isclass(value) and issubclass(value, nn.Module) and value is not nn.Module
    )


def made(reference: Reference, maker: Any) -> nn.Module:
    """The module: what was found, or what it returns if it is called with the arguments."""
    module = maker
    if not isinstance(maker, nn.Module):
        if not callable(maker):
            allowed = "a class of modules, a function that returns one, or a module"
            raise BadNetwork(
                reference.path, f"this is an object of the type {type(maker).__name__}", allowed
            )
        try:
            inspect.signature(maker).bind(**reference.keywords)
        except (TypeError, ValueError) as error:
            if isinstance(error, TypeError):
                wanted = f"{error}; give arguments as --args '{{\"name\": value}}'"
                raise BadNetwork(reference.path, "it can't be called so", wanted) from None
        module = called(reference, maker, reference.keywords)
    elif reference.keywords:
        raise BadNetwork(reference.path, "this is a module already", "no --args")
    if not isinstance(module, nn.Module):
        problem = f"it returns an object of the type {type(module).__name__}"
        raise BadNetwork(reference.path, problem, "a function that returns a torch.nn.Module")
    return module


def called(reference: Reference, maker: Any, keywords: Mapping[str, Any]) -> Any:
    """What ``maker`` returns, on the meta device where it can be made there: without weights."""
    try:
        with torch.device("meta"):
            return maker(**keywords)
    except Exception:  # as where widths are computed with tensors; who fails here too says why
        try:
            return maker(**keywords)
        except (Exception, SystemExit) as error:
            raise failed(reference.path, error, "calling it raises") from None
    except SystemExit as error:
        raise failed(reference.path, error, "calling it raises") from None


def without_weights(module: nn.Module, name: str) -> nn.Module:
    """A copy of a module whose tensors have shapes alone; ``BadNetwork`` where it is no network."""
    check(module, name)
    tensors = [*module.parameters(), *module.buffers()]
    memo: dict[int, Any] = {id(tensor): on_meta(tensor) for tensor in tensors}
    try:
        memo |= scripts(module)
        return copy.deepcopy(module, memo).eval()
    except Exception as error:
        raise BadNetwork(
            name, f"it can't be copied: {error}", "a module that deepcopy takes"
        ) from None


def scripts(module: nn.Module) -> dict[int, Any]:
    """What TorchScript has compiled of a module, by identity: a copy, or a function itself."""
    found: dict[int, Any] = {}
    for value in (*module.children(), *vars(module).values()):
        if isinstance(value, torch.jit.ScriptModule):
            found[id(value)] = script_on_meta(value)
        elif isinstance(value, nn.Module):
            found |= scripts(value)
        elif isinstance(value, torch.jit.ScriptFunction):
            found[id(value)] = value
    return found


def script_on_meta(part: torch.jit.ScriptModule) -> torch.jit.ScriptModule:
    """A copy of a part of TorchScript without content, which ``deepcopy`` would keep."""
    file = io.BytesIO()
    torch.jit.save(part, file)
    file.seek(0)
    copied: torch.jit.ScriptModule = torch.jit.load(  # type: ignore[no-untyped-call]
        file, map_location="meta"
    )
    return copied


def on_meta(tensor: torch.Tensor) -> torch.Tensor:
    """A tensor of the same shape without content, in float32 if it has fractions."""
    dtype = torch.float32 if tensor.dtype.is_floating_point else tensor.dtype
    made = torch.empty(tensor.shape, dtype=dtype, device="meta")
    return nn.Parameter(made, tensor.requires_grad) if isinstance(tensor, nn.Parameter) else made


def check(module: nn.Module, name: str) -> None:
    """Refuse a module that isn't a network on a batch of images."""
    if isinstance(module, torch.jit.ScriptModule):
        problem = "it is compiled by TorchScript, so its layers can't be followed"
        raise BadNetwork(name, problem, "the module that TorchScript was given")
    if lazy := [path for path, each in module.named_modules() if is_lazy(each)]:
        problem = f"{lazy[0]} is lazy: its shapes aren't known before it has run once"
        raise BadNetwork(name, problem, "a function that runs it once and returns it")
    count = sum(1 for _ in module.modules())
    if count > MOST_MODULES:
        raise BadNetwork(name, f"it has {count:,} modules", f"at most {MOST_MODULES:,}")
    if next(module.parameters(), None) is None:
        raise BadNetwork(name, "it has no parameters", "a network with convolutions")
    inputs = required_inputs(module)
    if len(inputs) != 1:
        problem = f"its forward takes {len(inputs)} inputs ({', '.join(inputs) or 'none'})"
        raise BadNetwork(
            name, problem, "one batch of images; wrap it in a module that gives the rest"
        )
    first = first_layer(module)
    if not isinstance(first, nn.Conv2d | nn.ConvTranspose2d):
        problem = f"its first layer is {first}, which takes no batch of images [N, C, H, W]"
        raise BadNetwork(name, problem, "a network that begins with a Conv2d")


def is_lazy(module: nn.Module) -> bool:
    """Whether some weights of a module have no shape yet."""
    return any(
        isinstance(each, nn.UninitializedParameter) for each in module.parameters(recurse=False)
    )


def required_inputs(module: nn.Module) -> list[str]:
    """The inputs of ``forward`` that have no default."""
    try:
        parameters = inspect.signature(module.forward).parameters.values()
    except (TypeError, ValueError):
        return ["x"]
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    named = [each for each in parameters if each.kind in kinds]
    needed = [each.name for each in named if each.default is inspect.Parameter.empty]
    several = any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters)
    return needed or [each.name for each in named[:1]] or (["*args"] if several else [])


IMAGES = (nn.Conv2d, nn.ConvTranspose2d)


def first_layer(module: nn.Module) -> nn.Module | None:
    """The first layer with weights that mix channels; norms before it take any input."""
    norms = (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.PReLU)
    layers = (
        each for each in module.modules() if next(each.parameters(recurse=False), None) is not None
    )
    own = [each for each in layers if not isinstance(each, norms)]
    known = [each for each in own if type(each).__module__.startswith("torch.nn")]
    if any(isinstance(each, IMAGES) for each in known[:1] or own[:1]):
        return (known or own)[0]
    # What registers its head before its body has a convolution all the same.
    return next(
        (each for each in known if isinstance(each, IMAGES)), next(iter(known or own), None)
    )


def failed(name: str, error: BaseException, what: str) -> BadNetwork:
    """The error for code of the reader's that raised, with the lines of it that led there."""
    frames = traceback.extract_tb(error.__traceback__)
    folder = Path.cwd()
    own = [frame for frame in frames if is_own(frame.filename, folder)]
    if isinstance(error, SyntaxError):
        lines = traceback.format_exception_only(error)
    else:
        kept = traceback.StackSummary.from_list(own[-MOST_FRAMES:])
        lines = [*kept.format(), *traceback.format_exception_only(error)]
    allowed = "code that can be imported and called; what trains belongs under __main__"
    if isinstance(error, SystemExit):
        what = "it ends the program (sys.exit)"
    return BadNetwork(name, what, allowed, "".join(lines).rstrip())


def close(name: str, names: list[str]) -> str | None:
    """The name that resembles ``name`` most."""
    return next(iter(get_close_matches(name, names, n=1, cutoff=0.5)), None)


def did_you_mean(module: str | None, attribute: str) -> str:
    """A hint at what was meant."""
    wanted = "a module in the current folder, or an installed one"
    return f"{wanted}. Did you mean {module}:{attribute}?" if module else wanted
