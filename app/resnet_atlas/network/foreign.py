"""Options as other libraries call them, and the same in our words.

torchvision, timm, detectron2, mmsegmentation, TF-Slim and the re-identification networks name the
same options in their own ways.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from itertools import pairwise

from resnet_atlas.messages import Message
from resnet_atlas.network.options import READERS

Found = tuple[str, str]
"""Our option, and what it would be; the value is empty where the text doesn't say it."""


def same(name: str) -> Callable[[str], Found]:
    """An option that only has another name."""
    return lambda text: (name, text)


def numbers(text: str) -> list[int]:
    """All whole numbers of a text.

    >>> numbers("[False, 2, 10]")
    [2, 10]
    """
    return [int(found[:6]) for found in re.findall(r"[0-9]+", text[:200])]


def truths(text: str) -> list[bool]:
    """The truth values of a text, in any usual spelling."""
    words: list[str] = re.findall(r"true|false|0|1", text[:200].lower())
    return [word in ("true", "1") for word in words]


def replaced_strides(text: str) -> Found:
    """``replace_stride_with_dilation=[False, True, True]`` (torchvision): stages 3 and 4."""
    stages = [stage for stage, dilates in enumerate(truths(text), 2) if dilates]
    return "dilated_stages", ",".join(map(str, stages)) or ("none" if truths(text) else "")


def output_stride(text: str) -> Found:
    """``output_stride=8`` (timm, DeepLab) for four stages: those that strided beyond it."""
    stages = {"32": "none", "16": "4", "8": "3,4", "4": "2,3,4"}
    return "dilated_stages", stages.get(text.strip(), "")


def dilations(text: str) -> Found:
    """``dilations=(1, 1, 2, 4)`` (mmsegmentation): one for each stage."""
    found = [1, *numbers(text)]
    rows = enumerate(pairwise(found), 1)
    return "dilated_stages", ",".join(str(stage) for stage, (a, b) in rows if b > a)


def last_stride(text: str) -> Found:
    """``last_stride=1`` (re-identification) for four stages."""
    return "strides", f"1,2,2,{text.strip()}" if numbers(text) else ""


def joined(name: str) -> Callable[[str], Found]:
    """A list, which we write with commas alone."""
    return lambda text: (name, ",".join(map(str, numbers(text))))


def widened(text: str) -> Found:
    """``widen_factor=2``: torchvision's and timm's Wide ResNets have 64 channels per group × 2."""
    found = numbers(text)
    return "width_per_group", str(64 * found[0]) if found else ""


def reduction(text: str) -> Found:
    """``rd_ratio=0.0625`` (timm) or ``reduction=16``."""
    try:
        ratio = float(text)
    except ValueError:
        return "squeeze", ""
    share = 1 / ratio if 0 < ratio < 1 else ratio
    return "squeeze", f"{share:.0f}" if 0 <= share <= 1024 else ""


def chosen(name: str, words: dict[str, str]) -> Callable[[str], Found]:
    """An option of ours whose values have other names."""
    return lambda text: (name, words.get(re.sub("[^a-z0-9]+", "", text[:100].lower()), ""))


NORMS = {
    "bn": "batch",
    "batchnorm": "batch",
    "batchnorm2d": "batch",
    "syncbn": "batch",
    "frozenbn": "frozen",
    "frozenbatchnorm2d": "frozen",
    "gn": "group",
    "groupnorm": "group",
}
STEMS = {"": "7x7", "deep": "deep", "deeptiered": "tiered", "tiered": "tiered"}

NAMES: dict[str, Callable[[str], Found]] = {
    "replace_stride_with_dilation": replaced_strides,
    "output_stride": output_stride,
    "os": output_stride,
    "dilations": dilations,
    "dilation": same("dilated_stages"),
    "dilated": same("dilated_stages"),
    "multi_grids": joined("multi_grid"),
    "multigrid": joined("multi_grid"),
    "res5_multi_grid": joined("multi_grid"),
    "contract_dilation": same("first_dilation"),
    "last_stride": last_stride,
    "last_conv_stride": last_stride,
    "stage_strides": joined("strides"),
    "layers": joined("depths"),
    "num_blocks": joined("depths"),
    "num_layers": joined("depths"),
    "blocks": joined("depths"),
    "stage_blocks": joined("depths"),
    "channels": joined("widths"),
    "hidden_sizes": joined("widths"),
    "planes": joined("widths"),
    "in_chans": same("in_channels"),
    "in_channel": same("in_channels"),
    "input_channels": same("in_channels"),
    "num_channels": same("in_channels"),
    "classes": same("num_classes"),
    "n_classes": same("num_classes"),
    "num_labels": same("num_classes"),
    "cardinality": same("groups"),
    "num_groups": same("groups"),
    "base_width_per_group": same("width_per_group"),
    "bottleneck_width": same("width_per_group"),
    "widen_factor": widened,
    "width_factor": widened,
    "wide": widened,
    "stem_type": chosen("stem", STEMS),
    "deep_stem": chosen("stem", {"true": "deep", "false": "7x7"}),
    "stem_width": same("base_width"),
    "inplanes": same("base_width"),
    "avg_down": chosen("shortcut", {"true": "pooled", "false": "projection"}),
    "shortcut_type": chosen("shortcut", {"a": "padded", "b": "projection", "c": "", "d": "pooled"}),
    "no_shortcut": chosen("shortcut", {"true": "none", "false": "projection"}),
    "caffe_style": same("stride_in_1x1"),
    "style": chosen("stride_in_1x1", {"caffe": "true", "pytorch": "false"}),
    "norm_layer": chosen("norm", NORMS),
    "norm_type": chosen("norm", NORMS),
    "norm_cfg": chosen("norm", NORMS),
    "use_bias": chosen("bias", {"true": "all", "false": "none"}),
    "conv_bias": chosen("bias", {"true": "all", "false": "none"}),
    "aa_layer": chosen("antialias", {"blurpool": "true", "blurpool2d": "true", "": "false"}),
    "attn_layer": chosen("eca", {"eca": "true", "se": "false"}),
    "rd_ratio": reduction,
    "reduction": reduction,
    "se_ratio": reduction,
    "rd_divisor": same("squeeze_divisor"),
    "preact": same("preactivation"),
    "pre_activation": same("preactivation"),
    "replace_stem_pool": chosen("stem_pool", {"true": "conv", "false": "auto"}),
    "stem_max_pool": chosen("stem_pool", {"true": "padded", "false": "none"}),
    "ceil_mode": chosen("stem_pool", {"true": "ceil", "false": "padded"}),
}
"""What others call an option → our option and value for a text."""

WITHOUT_EFFECT = (
    "zero_init_residual",
    "zero_init_last",
    "weights",
    "pretrained",
    "progress",
    "drop_rate",
    "dropout",
    "drop_path_rate",
    "drop_block_rate",
    "bn_momentum",
    "bn_eps",
    "norm_eval",
    "frozen_stages",
    "freeze_at",
    "act_layer",
    "init_values",
)
"""Options that change weights, training or values, but no shape, parameter count or cost."""


MEANINGS = (
    (r"dilat|atrous|rate$", "dilated_stages"),
    (r"in_?ch|channel|colou?r", "in_channels"),
    (r"class|label|categories|category|output_size", "num_classes"),
    (r"stem|conv1|first_conv|root", "stem"),
    (r"pool", "stem_pool"),
    (r"strid|downsampl", "strides"),
    (r"short|skip|ident|project|residual", "shortcut"),
    (r"card|group", "groups"),
    (r"width|multiplier|filters|plane|hidden", "width_per_group"),
    (r"depth|block|layer|stage|unit|repeat", "depths"),
    (r"pad", "padding"),
    (r"bias", "bias"),
    (r"norm|^bn|^gn|frozen|freeze", "norm"),
    (r"^se_|squeeze|excit|reduc|atten|attn", "squeeze"),
    (r"blur|alias", "antialias"),
    (r"pre_?act", "preactivation"),
    (r"grid", "multi_grid"),
)
"""Parts of names, and the option of ours that they are about; the first that fits counts."""


def related(plain: str) -> str | None:
    """The option that an unknown name is about; None where it is a slip of one, or of nothing.

    >>> related("conv_bias_enabled"), related("dilated_stage"), related("foo")
    ('bias', None, None)
    """
    if get_close_matches(plain, READERS, n=1, cutoff=0.8):
        return None
    found = (option for pattern, option in MEANINGS if re.search(pattern, plain))
    return next(found, None)


def meant(name: str, text: str) -> tuple[Message | None, str | None]:
    """What an option of another library is here, as a sentence, and the name of ours.

    Of a name that nobody has there is no sentence, only the option of ours that it is about.

    >>> str(meant("last_stride", "1")[0])
    'this is called strides here: strides=1,2,2,1'
    """
    plain = plain_option(name)
    if plain in WITHOUT_EFFECT:
        return Message("this has no effect on shapes, parameters or MACs, so leave it out"), None
    found = translated(name, text)
    if not found:
        return None, related(plain)
    ours, value = found
    if not value:
        return Message("this is called {name} here", name=ours), ours
    return Message(
        "this is called {name} here: {given}", name=ours, given=f"{ours}={value[:100]}"
    ), ours


def translated(name: str, text: str) -> Found | None:
    """Our option and value for an option of another library; None for an unknown one.

    >>> translated("output_stride", "8")
    ('dilated_stages', '3,4')
    """
    plain = plain_option(name)
    return NAMES[plain](text) if plain in NAMES else None


def plain_option(name: str) -> str:
    """The name of an option in small letters, its parts joined by ``_``."""
    return re.sub(r"[^a-z0-9]+", "_", name[:100].lower()).strip("_")
