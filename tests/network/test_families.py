from resnet_atlas.network.catalogue import LISTED
from resnet_atlas.network.families import FAMILIES, by_family, family, grouped
from resnet_atlas.network.relatives import FAMILIES as RELATED
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.network.traced import Traced


def test_every_listed_network_is_in_one_family():
    found = grouped(LISTED)
    assert sorted(name for names in found.values() for name in names) == sorted(LISTED)
    assert list(found) == [key for key in FAMILIES if key != "traced" and key not in RELATED]
    for key, beginning in (("resnext", "resnext"), ("wide", "wide")):
        assert found[key] == [name for name in LISTED if name.startswith(beginning)]
    assert {"resnet20", "resnet1202"} <= {*found["cifar"]}
    assert {"resnet50d", "preact_resnet50", "dilated_resnet50"} <= {*found["variant"]}


def test_a_network_that_is_not_listed_joins_its_family():
    assert by_family("wrn_28_10")[FAMILIES["cifar"]][-1] == "wrn_28_10"
    assert by_family("resnet50") == by_family()


def test_classes_and_channels_make_no_variant():
    spec = ResNetSpec("bottleneck", (3, 4, 6, 3), num_classes=10, in_channels=1)
    assert family(spec) == "resnet"


def test_traced_networks_come_first(monkeypatch):
    monkeypatch.setattr("resnet_atlas.network.families.REGISTRY", {"mine": Traced("mine")})
    assert next(iter(by_family().items())) == (FAMILIES["traced"], ["mine"])
