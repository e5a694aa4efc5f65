"""Modules of the reader's own: found, called and copied without weights, or refused, and why."""

import sys
from textwrap import dedent

import pytest
import torch
from resnet_atlas.errors import BadNetwork, BadParameter
from resnet_atlas.graph.tracing.jobs import trace_module, trace_reference, verify_reference
from resnet_atlas.network.loader import load, without_weights
from resnet_atlas.network.reference import Reference
from resnet_atlas.network.size import Size
from torch import nn

TRAIN = """
    import torch
    from torch import nn

    print("loading data")
    loaded = torch.ones(3).sum().item()

    class Net(nn.Module):
        def __init__(self, num_classes=5, channels=3):
            super().__init__()
            self.conv = nn.Conv2d(channels, 8, 3, 2, 1)
            self.pool = nn.AdaptiveAvgPool2d(1)
            self.fc = nn.Linear(8, num_classes)

        def forward(self, x):
            print("running")
            return self.fc(torch.flatten(self.pool(self.conv(x)), 1))

    class Holder:
        Inner = Net

    def make():
        return Net(num_classes=int(torch.linspace(1, 7, 3)[-1]))

    def make_in_half():
        return Net().half()

    net = Net()
    number = 3

    def fails():
        return broken()

    def broken():
        raise ValueError("no such weights")

    def recurses():
        return recurses()

    def leaves():
        raise SystemExit("usage: train.py DATA")

    def text():
        return nn.Sequential(nn.Embedding(10, 3))

    def signal():
        return nn.Sequential(nn.Conv1d(3, 3, 1))

    def nothing():
        return nn.Sequential(nn.ReLU())

    def no_module():
        return 7

    def lazy():
        return nn.Sequential(nn.LazyConv2d(8, 3))

    def many():
        return nn.Sequential(nn.Conv2d(3, 3, 1), *(nn.ReLU() for _ in range(10_000)))

    class Two(Net):
        def forward(self, x, y):
            return self.conv(x) + y

    class Counting(Net):
        calls = 0

        def forward(self, x):
            self.calls += 1
            return self.conv(x)

    class Growing(Net):
        def forward(self, x):
            self.more = nn.Conv2d(8, 8, 1)
            return self.conv(x)

    class Recursive(Net):
        def forward(self, x):
            return self.forward(self.conv(x))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a file of the reader's, as the current one."""
    (tmp_path / "train.py").write_text(dedent(TRAIN))
    (tmp_path / "wrong.py").write_text("def net(:\n")
    (tmp_path / "needy.py").write_text("import a_missing_module\n")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for name in ("train", "wrong", "needy"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    ("path", "arguments", "classes"),
    [
        ("train:Net", "", 5),
        ("train:Net", '{"num_classes": 10}', 10),
        ("train:Holder.Inner", "", 5),
        ("train:make", "", 7),
        ("train:make_in_half", "", 5),
        ("train:net", "", 5),
    ],
)
def test_a_class_a_function_and_a_module_are_taken_without_weights(
    folder, capsys, path, arguments, classes
):
    module = load(Reference.parse(path, arguments))
    assert module.fc.out_features == classes
    assert {(it.device.type, it.dtype) for it in module.parameters()} == {("meta", torch.float32)}
    assert not module.training
    assert path.split(":")[0] in sys.modules
    assert capsys.readouterr().out == ""


def test_what_is_traced_is_verified_and_its_files_are_named(folder, capsys):
    reference = Reference.parse("train:Net", '{"channels": 1}')
    graph, files = trace_reference(reference)
    assert graph.ops[0].output.channels == 1
    assert files == (str(folder / "train.py"),)
    assert verify_reference(reference, graph, Size(33, 20), 2) == []
    assert capsys.readouterr().out == ""


def test_a_changed_file_is_read_anew(folder):
    assert load(Reference.parse("train:Net")).fc.out_features == 5
    for classes in (6, 7):  # at once, and of the same length: no compiled file may stand for it
        changed = dedent(TRAIN).replace("num_classes=5", f"num_classes={classes}")
        (folder / "train.py").write_text(changed)
        assert load(Reference.parse("train:Net")).fc.out_features == classes


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("trian:Net", "Did you mean train:Net?"),
        ("train:Nett", "Did you mean train:Net?"),
        ("train:number", "of the type int"),
        ("train:no_module", "of the type int"),
        ("train:Two", r"takes 2 inputs \(x, y\)"),
        ("train:text", "Embedding"),
        ("train:signal", "Conv1d"),
        ("train:nothing", "no parameters"),
        ("train:lazy", "lazy"),
        ("train:many", "10,002 modules"),
        ("train:fails", "calling it raises"),
        ("train:recurses", "calling it raises"),
        ("train:leaves", "ends the program"),
        ("wrong:net", "importing it fails"),
        ("needy:net", "importing it fails"),
        ("train:Counting", "its forward changes calls"),
        ("train:Growing", "its forward changes more"),
        ("train:Recursive", "can't be traced"),
    ],
)
def test_what_is_no_network_on_images_is_refused_with_the_reason(folder, path, why):
    with pytest.raises(BadNetwork, match=why) as caught:
        trace_reference(Reference.parse(path))
    assert str(caught.value).startswith(path)


def test_a_traceback_has_the_readers_own_lines_alone(folder):
    with pytest.raises(BadNetwork) as caught:
        load(Reference.parse("train:fails"))
    lines = caught.value.lines
    assert [word in lines for word in ("in fails", "in broken", "ValueError: no such weights")] == [
        True
    ] * 3
    assert "loader.py" not in lines
    with pytest.raises(BadNetwork) as caught:
        load(Reference.parse("wrong:net"))
    assert 'wrong.py", line 1' in caught.value.lines
    with pytest.raises(BadNetwork) as caught:
        load(Reference.parse("train:recurses"))
    assert len(caught.value.lines.splitlines()) < 15


@pytest.mark.parametrize(
    ("path", "arguments", "parameter"),
    [
        ("resnet50", "", "network"),
        ("train:Net'; drop table", "", "network"),
        ('train:"$(ls)"', "", "network"),
        ("../train:Net", "", "network"),
        ("train:", "", "network"),
        ("train:Net", "{", "args"),
        ("train:Net", "[1]", "args"),
        ("train:Net", "[" * 100_000, "args"),
    ],
)
def test_a_path_or_arguments_of_another_form_are_refused(path, arguments, parameter):
    with pytest.raises(BadParameter) as caught:
        Reference.parse(path, arguments)
    assert caught.value.parameter == parameter


def test_a_file_for_a_module_is_corrected():
    with pytest.raises(BadParameter) as caught:
        Reference.parse("models/train.py:Net")
    assert caught.value.nearest == "models.train:Net"


@pytest.mark.parametrize("arguments", ['{"classes": 3}', '{"num_classes": 1, "x": 2}'])
def test_arguments_that_the_callable_does_not_take_are_refused(folder, arguments):
    with pytest.raises(BadNetwork, match="unexpected keyword argument"):
        load(Reference.parse("train:Net", arguments))


def test_the_readers_own_module_stays_as_it_is():
    module = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4)).train()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    trace_module(without_weights(module, "mine"), "mine")
    assert module.training
    assert all(torch.equal(before[name], it) for name, it in module.state_dict().items())
