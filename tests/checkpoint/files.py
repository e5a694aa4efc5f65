"""Files of weights as people have them, written by torch and safetensors."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec
from safetensors.torch import save_file
from torch import nn

Weights = dict[str, torch.Tensor]


def weights_of(spec: ResNetSpec) -> Weights:
    """The state dict of a network, every tensor of it a view of one number: files stay small."""
    return {name: view(tensor) for name, tensor in build(spec).state_dict().items()}


def view(tensor: torch.Tensor) -> torch.Tensor:
    """A tensor of the same shape and type that takes no room."""
    return torch.zeros(1, dtype=tensor.dtype).reshape([1] * tensor.ndim).expand(tensor.shape)


def module_of(spec: ResNetSpec) -> nn.Module:
    """The network itself, with such tensors."""
    module = build(spec)
    for part in module.modules():
        for name, tensor in list(part.named_parameters(recurse=False)):
            part.register_parameter(name, nn.Parameter(view(tensor), requires_grad=False))
        for name, tensor in list(part.named_buffers(recurse=False)):
            part.register_buffer(name, view(tensor))
    return module


def zip_state(spec: ResNetSpec, path: Path) -> None:
    torch.save(weights_of(spec), path)


def legacy(spec: ResNetSpec, path: Path) -> None:
    torch.save(weights_of(spec), path, _use_new_zipfile_serialization=False)


def training(spec: ResNetSpec, path: Path) -> None:
    """As PyTorch's ImageNet example saves it: ``module.`` from DataParallel, SGD's state beside."""
    weights = {f"module.{name}": tensor for name, tensor in weights_of(spec).items()}
    momenta = {
        number: {"momentum_buffer": tensor} for number, tensor in enumerate(weights.values())
    }
    groups = [{"lr": 0.1, "momentum": 0.9, "params": list(momenta)}]
    torch.save(
        {
            "epoch": 90,
            "arch": "resnet50",
            "state_dict": weights,
            "best_acc1": torch.tensor(76.1),
            "optimizer": {"state": momenta, "param_groups": groups},
        },
        path,
    )


def lightning(spec: ResNetSpec, path: Path) -> None:
    """As Lightning saves it, the network in ``self.model.backbone``."""
    weights = {f"model.backbone.{name}": tensor for name, tensor in weights_of(spec).items()}
    torch.save(
        {
            "epoch": 3,
            "global_step": 1200,
            "pytorch-lightning_version": "2.4.0",
            "state_dict": weights,
            "loops": {"fit_loop": {"state_dict": {}}},
            "callbacks": {},
            "optimizer_states": [{"state": {}, "param_groups": []}],
            "lr_schedulers": [],
            "hparams_name": "kwargs",
            "hyper_parameters": {"lr": 1e-3},
        },
        path,
    )


def with_average(spec: ResNetSpec, path: Path) -> None:
    """As timm saves it, an average of the weights beside them."""
    weights = weights_of(spec)
    torch.save({"epoch": 5, "state_dict": weights, "state_dict_ema": dict(weights)}, path)


def whole_module(spec: ResNetSpec, path: Path) -> None:
    torch.save(module_of(spec), path)


def whole_module_legacy(spec: ResNetSpec, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(module_of(spec), path, _use_new_zipfile_serialization=False)


def compiled(spec: ResNetSpec, path: Path) -> None:
    """From ``torch.compile`` within DistributedDataParallel, in half precision."""
    torch.save(
        {f"module._orig_mod.{k}": v.half() if v.ndim else v for k, v in weights_of(spec).items()},
        path,
    )


def safetensors(spec: ResNetSpec, path: Path) -> None:
    """One byte a number: it is the header that is read."""
    save_file(
        {name: torch.zeros(v.shape, dtype=torch.uint8) for name, v in weights_of(spec).items()},
        path,
        metadata={"format": "pt"},
    )


def script(spec: ResNetSpec, path: Path) -> None:
    """As TorchScript saves it: the module tree with its tensors, and code that is never run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # TorchScript is no longer developed
        torch.jit.save(torch.jit.script(held(module_of(spec))), path)


class Holder(nn.Module):
    """What holds tensors under names; TorchScript compiles its forward, whatever it holds."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


def held(module: nn.Module) -> Holder:
    """The same tensors in modules that TorchScript can compile."""
    made = Holder()
    for name, parameter in module.named_parameters(recurse=False):
        made.register_parameter(name, nn.Parameter(parameter, requires_grad=False))
    for name, buffer in module.named_buffers(recurse=False):
        made.register_buffer(name, buffer)
    for name, part in module.named_children():
        made.add_module(name, held(part))
    return made


KINDS: dict[str, Callable[[ResNetSpec, Path], None]] = {
    "state.pth": zip_state,
    "legacy.pth": legacy,
    "training.pth.tar": training,
    "lightning.ckpt": lightning,
    "average.pt": with_average,
    "module.pt": whole_module,
    "module-legacy.pt": whole_module_legacy,
    "compiled.bin": compiled,
    "model.safetensors": safetensors,
    "script.pt": script,
}
"""A kind of file by the name that it would have."""


def shapes(weights: Any) -> dict[str, tuple[int, ...]]:
    """The shapes of a state dict."""
    return {name: tuple(tensor.shape) for name, tensor in weights.items()}
