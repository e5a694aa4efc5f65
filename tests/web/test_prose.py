"""Numbers typed in the prose, where a computed one would read badly: against the graphs."""

import pytest
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.web.pages.articles.glossary import EXAMPLE

from tests.html import Page

WORDS = {2: "two", 3: "three", 4: "four"}
TIMES = {1: "once", 2: "twice"}


def blocks(name, stage):
    return len(graph_of(CATALOGUE[name]).blocks(stage))


def stride(name, op):
    return graph_of(CATALOGUE[name]).op[op].stride


def strides_in(name, part):
    graph = graph_of(CATALOGUE[name])
    return sum(op.stride > 1 for op in graph.members(part))


def stages(name):
    return sum(group.kind == "stage" for group in graph_of(named(name)).groups)


@pytest.mark.parametrize(
    ("path", "sentence", "number"),
    [
        ("/tour", "both are drawn once, with ×{}.", lambda: blocks("resnet18", "layer1")),
        ("/tour", "{word} identical blocks, no downsample.", lambda: blocks("resnet18", "layer1")),
        ("/tour", "{word} strides before the first stage.", lambda: strides_in("resnet18", "stem")),
        ("/tour", "halved {times} before the first", lambda: strides_in("resnet18", "stem")),
        ("/tour", "the other {word} take", lambda: blocks("resnet50", "layer1") - 1),
        ("/tour", "It is one, and then ×{}.", lambda: blocks("resnet50", "layer1") - 1),
        ("/tour", "without a stride, then ×{}.", lambda: blocks("resnet50", "layer1") - 1),
        (
            "/tour",
            "In the {word} blocks that follow nothing",
            lambda: blocks("resnet50", "layer1") - 1,
        ),
        (
            "/tour",
            "In the {word} blocks that follow every",
            lambda: blocks("resnet50", "layer2") - 1,
        ),
        (
            "/tour",
            "with a stride of {}, which gives",
            lambda: stride("resnet50", "layer2.0.downsample.0"),
        ),
        ("/tour", "Each has {word} stages of blocks", lambda: stages("resnet18")),
        ("/glossary", "There are {word}, three in", lambda: stages("resnet50")),
        ("/glossary", "{word} in the networks for CIFAR", lambda: stages("resnet20")),
        ("/glossary", "to {word} times as many.", lambda: CATALOGUE["resnet50"].expansion),
        ("/glossary", "each with a stride of {}.", lambda: stride("resnet50", "conv1")),
        ("/glossary", "each with a stride of {}.", lambda: stride("resnet50", "maxpool")),
        ("/glossary", "for ResNet-50 at {0}×{0}.", lambda: DEFAULT_SIZE.height),
        ("/table", "in 10⁹, for {0}×{0}", lambda: DEFAULT_SIZE.height),
    ],
)
def test_a_number_in_the_prose_is_the_models(client, path, sentence, number):
    made = number()
    wanted = sentence.format(made, word=WORDS.get(made), times=TIMES.get(made))
    said = " ".join(
        Page(client.get(path, headers={"Accept": "text/html"}).text).all("main")[0].words.split()
    )
    assert wanted.lower() in said.lower()


def test_the_glossary_s_example_is_the_network_it_names():
    assert EXAMPLE.name == "resnet50"
