import pytest
import torch
from hypothesis import given
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec

from tests import oracle
from tests.depth import examples, full
from tests.strategies import torchvision_specs


def weights(module):
    """Every key with shape and type, in order."""
    return [(key, value.shape, value.dtype) for key, value in module.state_dict().items()]


def classes(module):
    """The class of every module by path, torchvision's and ours going by the same names."""
    return {path: type(layer).__name__ for path, layer in module.named_modules()}


def test_state_dict_is_torchvisions(name):
    assert weights(build(CATALOGUE[name])) == weights(oracle.named(name))


def test_modules_are_torchvisions(name):
    assert classes(build(CATALOGUE[name])) == classes(oracle.named(name))


@examples(25)
@given(spec=torchvision_specs)
def test_any_options_build_what_torchvision_builds(spec):
    ours, theirs = build(spec), oracle.from_spec(spec)
    assert weights(ours) == weights(theirs)
    assert classes(ours) == classes(theirs)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["resnet18", *full(["resnext50_32x4d"])])
def test_same_weights_give_the_same_answer_as_torchvision(name):
    torch.manual_seed(0)
    ours, theirs = build(CATALOGUE[name]), oracle.named(name)
    state = {
        key: torch.rand(value.shape) / value[0].numel() if value.ndim else torch.tensor(0)
        for key, value in theirs.state_dict().items()
    }
    x = torch.rand(2, 3, 33, 65)
    with torch.no_grad():
        answers = [torch.func.functional_call(net, state, (x,)) for net in (ours, theirs)]
    assert torch.equal(*answers)
    assert answers[0].isfinite().all()
    assert answers[0].unique().numel() > 1000


def test_no_memory_is_taken_for_weights(name):
    assert all(value.is_meta for value in build(CATALOGUE[name]).state_dict().values())


@pytest.mark.parametrize(("in_the_1x1", "strides"), [(False, [1, 2, 1]), (True, [2, 1, 1])])
def test_the_stride_sits_where_the_spec_says(in_the_1x1, strides):
    block = build(ResNetSpec("bottleneck", (1, 1), stride_in_1x1=in_the_1x1)).layer2[0]
    assert [conv.stride[0] for conv in (block.conv1, block.conv2, block.conv3)] == strides
    assert block.downsample[0].stride == (2, 2)


def test_a_dilated_stage_dilates_from_its_second_block_on():
    net = build(ResNetSpec("bottleneck", (1, 1, 2, 2), dilated_stages=(3, 4)))
    convs = [block.conv2 for stage in (net.layer2, net.layer3, net.layer4) for block in stage]
    assert [conv.stride[0] for conv in convs] == [2, 1, 1, 1, 1]
    assert [conv.dilation[0] for conv in convs] == [1, 1, 2, 2, 4]
