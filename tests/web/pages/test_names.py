"""Names in addresses: what people type leads to the network, or to what comes nearest."""

import pytest

from tests.depth import representatives
from tests.html import Page

HTML = {"Accept": "text/html"}
KNOWN = {
    "ResNet50": "resnet50",
    "resnet-50": "resnet50",
    "wide-resnet-50-2": "wide_resnet50_2",
    "resnet10t": "resnet10t",
    "resnet14t": "resnet14t",
    "resnet34d": "resnet34d",
    "resnet50c": "resnet50c",
    "resnet50s": "resnet50s",
    "resnet50t": "resnet50t",
    "resnet101d": "resnet101d",
    "resnet200": "resnet200",
    "ResNet-164": "resnet164",
    "resnet1001": "resnet1001",
    "WRN-28-10": "wrn_28_10",
    "wrn28_10": "wrn_28_10",
    "wrn_40_4": "wrn_40_4",
    "resnetv2_50": "preact_resnet50",
    "resnetv2_50x1_bit": "resnetv2_50x1_bit",
    "ResNet50V2": "resnet50v2",
    "resnet_v1_50": "resnet_v1_50",
    "seresnet18": "seresnet18",
    "SE-ResNet-50": "seresnet50",
    "seresnext50_32x4d": "seresnext50_32x4d",
    "resnext101_32x4d": "resnext101_32x4d",
    "ig_resnext101_32x8d": "resnext101_32x8d",
    "ecaresnet50t": "ecaresnet50t",
    "resnetblur50": "resnetblur50",
    "resnet50_gn": "resnet50_gn",
    "resnetrs50": "resnetrs50",
    "resnet50_vd": "resnet50d",
    "resnet50_v1d": "resnet50d",
    "plain34": "plain34",
    "resnet50.a1_in1k": "resnet50",
    "tv_resnet50": "resnet50",
}
REFUSED = {
    "resnext50": "resnext50_32x4d",
    "resnest50": "resnet50",
    "legacy_seresnet50": "seresnet50",
    "resnet9": "resnet10",
    "wrn_27_10": "wrn_28_10",
    "resnet5O": "resnet50",
}
SOME = ("ResNet50", "WRN-28-10", "resnet50.a1_in1k", "ResNet50V2")


@pytest.mark.parametrize("name", representatives(KNOWN, SOME))
def test_a_name_that_people_use_leads_to_its_network(client, name):
    answer = client.get(f"/models/{name}", headers=HTML, follow_redirects=True)
    assert answer.status_code == 200
    (heading,) = Page(answer.text).all("h1")
    assert heading.words.split()[0] == KNOWN[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_is_refused_offers_what_comes_nearest(client, name):
    answer = client.get(f"/models/{name}", headers=HTML)
    assert answer.status_code == 404
    assert f"/models/{REFUSED[name]}" in Page(answer.text).links


@pytest.mark.parametrize("name", ["ResNet-50", "resnet50.a1_in1k", "ResNet50_vd"])
def test_a_side_of_a_comparison_is_found_by_any_of_its_names(client, name):
    answer = client.get("/compare", params={"left": name, "right": "resnet18"}, headers=HTML)
    assert answer.status_code == 200
    assert "Not all of this address" not in answer.text
