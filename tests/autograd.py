"""What PyTorch itself holds in memory: an oracle for the arithmetic of memory."""

import weakref
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

import torch
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.checkpoint import checkpoint

BLOCKS = ("BasicBlock", "Bottleneck")


class Storages:
    """The distinct storages of tensors, those of ``net`` itself left out."""

    def __init__(self, net: nn.Module) -> None:
        self.own = {it.untyped_storage()._cdata for it in (*net.parameters(), *net.buffers())}
        self.seen: dict[int, Any] = {}

    def pack(self, tensor: Tensor) -> Tensor:
        """Note a tensor that autograd saves."""
        storage = tensor.untyped_storage()
        if storage._cdata not in self.own:
            self.seen[storage._cdata] = storage  # held, so that no other gets its address
        return tensor

    @property
    def bytes(self) -> int:
        """How many bytes they take together."""
        return sum(storage.nbytes() for storage in self.seen.values())


class Lifetimes(TorchDispatchMode):
    """Notes the bytes of all storages that are alive after each operation, but for ``own``."""

    def __init__(self, own: Iterable[int]) -> None:
        super().__init__()
        self.own, self.alive, self.peak = set(own), {}, 0

    def watch(self, tensor: Tensor) -> None:
        """Count a tensor's storage until it is freed."""
        storage = tensor.untyped_storage()
        key = storage._cdata
        if key not in self.own and key not in self.alive:
            self.alive[key] = storage.nbytes()
            weakref.finalize(storage, self.alive.pop, key, None)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        """Run an operation, and count what it made."""
        out = func(*args, **(kwargs or {}))
        for tensor in tree_leaves(out):
            if isinstance(tensor, torch.Tensor):
                self.watch(tensor)
        self.peak = max(self.peak, sum(self.alive.values()))
        return out


class BackwardPass(TorchDispatchMode):
    """Notes the bytes that autograd still keeps at each convolution of the backward pass."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.lifetimes = Lifetimes(Storages(net).own)
        self.at_convolutions: list[int] = []

    def pack(self, tensor: Tensor) -> Tensor:
        """Note a tensor that autograd saves, until it is freed."""
        self.lifetimes.watch(tensor)
        return tensor

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        """Run an operation."""
        if func is torch.ops.aten.convolution_backward.default:
            self.at_convolutions.append(sum(self.lifetimes.alive.values()))
        return func(*args, **(kwargs or {}))


def kept_at_convolutions(net: nn.Module, x: Tensor) -> list[int]:
    """Bytes that autograd keeps at each convolution of the backward pass, the last one first."""
    backward = BackwardPass(net)
    with torch.autograd.graph.saved_tensors_hooks(backward.pack, lambda tensor: tensor):
        loss = net(x).sum()
    with backward:
        loss.backward()
    return backward.at_convolutions


def saved_by_autograd(
    spec: ResNetSpec,
    height: int,
    width: int,
    batch: int,
    *,
    dtype: torch.dtype = torch.float32,
    checkpointed: bool = False,
    autocast: torch.dtype | None = None,
) -> int:
    """Bytes of the distinct storages that autograd saves, parameters and buffers left out.

    On the meta device, but under autocast, which has no such device, on the CPU.
    """
    device = "cpu" if autocast else "meta"
    net = build(spec).to_empty(device=device).to(dtype).train()
    if checkpointed:
        checkpoint_blocks(net)
    x = torch.zeros(batch, spec.in_channels, height, width, device=device, dtype=dtype)
    return saved_by_module(net, x, torch.autocast("cpu", autocast) if autocast else nullcontext())


def saved_by_module(
    net: nn.Module, x: Tensor, within: AbstractContextManager[Any] | None = None
) -> int:
    """Bytes of the distinct storages that autograd saves when ``net`` gets ``x``."""
    storages = Storages(net)
    with (
        within or nullcontext(),
        torch.autograd.graph.saved_tensors_hooks(storages.pack, lambda tensor: tensor),
    ):
        out = net(x)
    assert out.requires_grad
    return storages.bytes


def checkpoint_blocks(net: nn.Module) -> None:
    """Let each residual block go through ``torch.utils.checkpoint``."""
    for block in net.modules():
        if type(block).__name__ in BLOCKS:
            block.forward = partial(checkpoint, block.forward, use_reentrant=False)


def recomputed_by_blocks(spec: ResNetSpec, height: int, width: int, batch: int) -> dict[str, int]:
    """Bytes that autograd saves of each block alone, its input left out, by the block's path."""
    net = build(spec).train()
    found: dict[str, int] = {}

    def measure(name: str, block: nn.Module, args: tuple[Tensor, ...], out: Tensor) -> None:
        leaf = torch.empty_like(args[0], requires_grad=True)
        storages = Storages(block)
        storages.own.add(leaf.untyped_storage()._cdata)
        with torch.autograd.graph.saved_tensors_hooks(storages.pack, lambda tensor: tensor):
            type(block).forward(block, leaf)
        found[name] = storages.bytes

    for name, block in net.named_modules():
        if type(block).__name__ in BLOCKS:
            block.register_forward_hook(partial(measure, name))
    net(torch.empty(batch, spec.in_channels, height, width, device="meta"))
    return found
