"""Errors as people paste them: torn, wrapped, coloured, in a log, or about the file itself."""

import re
import textwrap
import time
from contextlib import suppress

import pytest
from resnet_atlas.checkpoint.printed.pasted import parse
from resnet_atlas.checkpoint.report import report_of_text
from resnet_atlas.checkpoint.title import title
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.network.catalogue import named

from tests.checkpoint.mismatches import MISMATCHES
from tests.depth import full, representatives

TEXTS = ("bottlenecks and depth", "classes", "prefix and depth", "deeper")


def cut_into(text: str, width: int) -> str:
    """Hard breaks, within words, too."""
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def each_line(before: str, text: str, behind: str = "") -> str:
    return "\n".join(f"{before}{line}{behind}" for line in text.split("\n"))


def numbered(text: str, between: str) -> str:
    return "\n".join(f"{n:>4}{between}{line}" for n, line in enumerate(text.split("\n"), 118))


DECORATIONS = {
    "80 columns": lambda text: cut_into(text, 80),
    "a narrow phone": lambda text: cut_into(text, 37),
    "wrapped at words": lambda text: textwrap.fill(text, 72),
    "quotation": lambda text: each_line("> ", text),
    "quotation of a quotation": lambda text: each_line("> > ", cut_into(text, 120)),
    "frame": lambda text: each_line("│ ", cut_into(text, 76), " │"),
    "bars": lambda text: each_line("| ", text),
    "pytest": lambda text: each_line("E       ", text),
    "time": lambda text: each_line("2024-05-01 12:34:56,789 - ERROR - ", text),
    "time in brackets": lambda text: each_line("[2024-05-01 12:34:56] ", text),
    "time of day": lambda text: each_line("12:34:56.123 | ", text),
    "rank": lambda text: each_line("[rank0]: ", text),
    "rank of torchrun": lambda text: each_line("[default1]:", text),
    "Ray": lambda text: each_line("(train pid=1234) ", text),
    "numbers": lambda text: numbered(text, ": "),
    "numbers and bars": lambda text: numbered(text, " | "),
    "numbers and spaces": lambda text: numbered(cut_into(text, 90), "  "),
    "comment": lambda text: each_line("# ", text),
    "colours": lambda text: "\x1b[31m" + text.replace("size", "\x1b[1msize\x1b[0m") + "\x1b[0m",
    "entities": lambda text: text.replace('"', "&quot;"),
    "curly": lambda text: re.sub('"([^"]*)"', r"“\1”", text),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "traceback": lambda text: f'Traceback:\n  File "train.py", line 3, in <module>\n{text}\n$ ls',
}


@pytest.mark.parametrize("how", DECORATIONS)
@pytest.mark.parametrize("name", representatives(TEXTS, TEXTS[:1]))
def test_what_stands_around_and_in_an_error_changes_nothing(name, how):
    plain = MISMATCHES[name].error()
    found, expected = (parse(text).difference for text in (DECORATIONS[how](plain), plain))
    assert found
    assert expected
    assert (found.missing, found.unexpected) == (expected.missing, expected.unexpected)
    assert found.different == expected.different
    assert not found.cut


def words(text: str) -> str:
    return "; ".join(str(cause.words) for cause in report_of_text(text).causes)


def test_an_error_whose_end_is_cut_off_says_no_false_depth():
    whole = MISMATCHES["deeper"].error()
    assert "deeper: 23 blocks in layer3 against 6" in words(whole)
    cut = whole[: whole.index("layer3.12.conv2")]
    assert "at least 13 blocks in layer3 against 6 at most" in words(cut)
    found = report_of_text(cut)
    assert "ResNet-101" in [title(it) for it in found.files]


def test_an_error_with_dots_in_it_says_no_false_depth():
    whole = MISMATCHES["less deep"].error()
    names = re.findall('"([^"]+)"', whole)
    head = whole[: whole.index('"')]
    text = head + ", ".join(f'"{it}"' for it in names[:4]) + ", ..."
    assert "at most 6 blocks in layer3 against 7 at least" in words(text)
    text = f'{head}"{names[0]}", ..., "{names[-1]}". '
    assert "at most 6 blocks in layer3 against 23 at least" in words(text)
    text = head + ", ".join(f'"{it}"' for it in names[:4]) + ', "layer3.6.co...'
    assert "at most 6 blocks in layer3 against 7 at least" in words(text)


def test_an_error_whose_beginning_has_scrolled_away_is_read_from_where_it_begins():
    whole = MISMATCHES["prefix and depth"].error()
    middle = whole.index("Unexpected key")
    found = parse(whole[middle - 300 :]).difference
    assert found
    assert found.cut
    assert 2 < len(found.missing) < 14
    assert all(name.startswith(("layer4.2", "fc")) for name in found.missing)
    assert len(found.unexpected) == len(parse(whole).difference.unexpected)
    kinds = [cause.kind for cause in report_of_text(whole[middle - 300 :]).causes]
    assert kinds[0] == "naming"


def test_one_line_of_an_error_is_explained():
    text = (
        "size mismatch for layer1.0.conv1.weight: copying a param with shape "
        "torch.Size([64, 64, 1, 1]) from checkpoint, the shape in current model is "
        "torch.Size([64, 64, 3, 3])."
    )
    found = report_of_text(text)
    assert [cause.kind for cause in found.causes] == ["block"]
    assert {"ResNet-18", "ResNet-34"} <= {title(it) for it in found.models}
    assert "ResNet-50" in [title(it) for it in found.files]


def test_a_prefix_on_both_sides_is_no_cause():
    text = MISMATCHES["classes"].error().replace("fc.", "backbone.fc.")
    found = report_of_text(text)
    assert [cause.kind for cause in found.causes] == ["classes"]
    assert 'del state["backbone.fc.weight"], state["backbone.fc.bias"]' in found.remedies[0].code


COMPLAINTS = {
    "weights_only": [
        "_pickle.UnpicklingError: Weights only load failed. In PyTorch 2.6, we changed the default"
        " value of the `weights_only` argument in `torch.load` from `False` to `True`.\n"
        "WeightsUnpickler error: Unsupported global: GLOBAL models.resnet.ResNet was not an allowed"
        " global by default.",
    ],
    "cut": [
        "RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central"
        " directory",
        "RuntimeError: unexpected EOF, expected 4161 more bytes. The file might be corrupted.",
        "EOFError: Ran out of input",
        "safetensors_rust.SafetensorError: Error while deserializing header:"
        " MetadataIncompleteBuffer",
    ],
    "other_format": [
        "RuntimeError: Invalid magic number; corrupt file?",
        "_pickle.UnpicklingError: invalid load key, '\\x1f'.",
    ],
    "web_page": ["_pickle.UnpicklingError: invalid load key, '<'."],
    "pointer": ["_pickle.UnpicklingError: invalid load key, 'v'."],
    "cuda": [
        "RuntimeError: Attempting to deserialize object on a CUDA device but"
        " torch.cuda.is_available() is False. If you are running on a CPU-only machine, please use"
        " torch.load with map_location=torch.device('cpu')",
        "RuntimeError: Attempting to deserialize object on CUDA device 1 but"
        " torch.cuda.device_count() is 1.",
    ],
    "attribute": [
        "AttributeError: Can't get attribute 'Net' on <module '__main__' from 'train.py'>",
        "AttributeError: Can't get attribute 'ResNet' on <module 'models' (built-in)>",
    ],
    "module": ["ModuleNotFoundError: No module named 'models.resnet'"],
    "key": ["KeyError: 'state_dict'"],
    "not_a_network": [
        "AttributeError: 'dict' object has no attribute 'eval'",
        "AttributeError: 'collections.OrderedDict' object has no attribute 'to'",
        "TypeError: 'collections.OrderedDict' object is not callable",
    ],
    "whole": [
        "TypeError: Expected state_dict to be dict-like, got"
        " <class 'torchvision.models.resnet.ResNet'>."
    ],
    "script": ["RuntimeError: PytorchStreamReader failed locating file constants.pkl: file not"
               " found"],
    "safetensors": ["safetensors_rust.SafetensorError: Error while deserializing header:"
                    " HeaderTooLarge"],
    "python2": ["UnicodeDecodeError: 'ascii' codec can't decode byte 0xbe in position 2"],
    "optimizer": ["ValueError: loaded state dict contains a parameter group that doesn't match the"
                  " size of optimizer's group"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(k, it) for k, them in COMPLAINTS.items() for it in them]
)
def test_errors_about_a_file_have_a_cause_and_lines(kind, text):
    for written in (text, cut_into(text, 80), each_line("[rank0]: ", text)):
        found = report_of_text(written)
        assert [cause.kind for cause in found.causes] == [kind]
        assert found.remedies[0].code
        if kind != "pointer":
            compile(found.remedies[0].code, "lines", "exec")


def test_a_short_list_of_names_tells_the_networks_that_have_them():
    found = report_of_text("layer1.0.conv1.weight\nlayer4.2.conv3.weight\nlayer3.22.bn3.weight")
    assert "ResNet-101" in [title(it) for it in found.files]
    assert "ResNet-50" not in [title(it) for it in found.files]
    found = report_of_text("module.layer1.0.conv1.weight torch.Size([64, 64, 3, 3])")
    assert [title(it) for it in found.files][:2] == ["ResNet-18", "ResNet-34"]


@pytest.mark.parametrize(
    "unit", ["size mismatch for ", *full(['"a', "torch.Size([", "a.", "> ", "\t", "1"])]
)
def test_a_megabyte_of_nonsense_takes_less_than_two_seconds(unit):
    start = time.process_time()
    with suppress(BadParameter):
        report_of_text(unit * (10**6 // len(unit)))
    assert time.process_time() - start < 2


def test_names_of_a_named_network_are_listed_whole():
    shapes = state_dict_of(named("resnet18"))
    found = report_of_text("\n".join(f"{name} {list(shape)}" for name, shape in shapes.items()))
    assert found.identity
    assert found.identity.title == "ResNet-18"
