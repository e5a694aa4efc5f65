"""What is answered to parameters, paths and methods that can't be."""

import pytest

from tests.web.problems.problem import PAGES, ROUTES, problem


@pytest.mark.parametrize("route", [*ROUTES, *PAGES])
def test_an_unknown_network_is_404_with_the_nearest_name(client, route):
    body = problem(client.get(route.format("resnet5O")), 404)
    assert (body["parameter"], body["given"], body["nearest"]) == ("model", "resnet5O", "resnet50")
    assert "wide_resnet101_2" in body["allowed"]


@pytest.mark.parametrize("route", [route for route in ROUTES if "graph" not in route])
@pytest.mark.parametrize(
    "size",
    ["0", "-5", "99999", "abc", "1e3", "224x", "x224", "1x2x3", "٣", "²", "224.0", "1 2", "0x5"],
)
def test_what_is_no_size_is_422(client, route, size):
    body = problem(client.get(route.format("resnet18"), params={"size": size}), 422)
    assert (body["parameter"], body["given"]) == ("size", size)
    assert "1 to 4096" in body["allowed"]


@pytest.mark.parametrize(
    ("path", "parameter", "status", "allowed", "nearest"),
    [
        ("/api/v1/models/resnet18?batch=0", "batch", 422, "from 1 to 256", None),
        ("/api/v1/models/resnet18?batch=257", "batch", 422, "from 1 to 256", None),
        ("/api/v1/models/resnet18?batch=two", "batch", 422, "from 1 to 256", None),
        ("/api/v1/models/resnet18?size=1&size=2", "size", 422, "one value", None),
        ("/api/v1/models/resnet18?sizes=1", "sizes", 422, "size, batch", "size"),
        ("/api/v1/models?size=1", "size", 422, "none", None),
        ("/api/v1/models/resnet18/layers?stage=layr2", "stage", 404, "stage2", "layer2"),
        ("/api/v1/models/resnet18/layers?block=layer9.0", "block", 404, "layer1.0", "layer4.0"),
        ("/api/v1/models/resnet18/layers?kind=konv", "kind", 404, "conv", "conv"),
        ("/api/v1/models/resnet18/layers?format=xml", "format", 422, "csv", None),
        ("/api/v1/models/resnet18?groups=2", "groups", 422, "block=bottleneck", "1"),
        ("/api/v1/models/resnet18?dilated_stages=5", "dilated_stages", 422, "from 2", "none"),
        ("/api/v1/models/resnet50?dilated_stages=1", "dilated_stages", 422, "from 2", "none"),
        ("/api/v1/models/resnet50?groups=0", "groups", 422, "from 1", None),
        ("/api/v1/models/resnet50?groups=1024", "groups", 422, "2048", "32"),
        ("/api/v1/models/resnet50?depths=0", "depths", 422, "from 1", None),
        ("/api/v1/models/resnet50?depths=1024,1", "depths", 422, "1024 blocks", None),
        ("/api/v1/models/resnet50?stride_in_1x1=perhaps", "stride_in_1x1", 422, "true", None),
        ("/diagrams/resnet18.gif", "format", 404, "svg, png", None),
        ("/diagrams/resnet18.sgv", "format", 404, "svg, png", "svg"),
        ("/diagrams/resnet18.svg?focus=stag2", "focus", 404, "stage2", "stage2"),
        ("/diagrams/resnet18.svg?focus=layer1.2", "focus", 404, "layer1.0", "layer1.1"),
        ("/diagrams/resnet18.svg?detail=cov", "detail", 422, "stage, block", "conv"),
        ("/diagrams/resnet18.svg?fold=perhaps", "fold", 422, "true, false", None),
        ("/diagrams/resnet18.svg?direction=up", "direction", 422, "TB, LR", None),
        ("/diagrams/resnet18.svg?theme=blue", "theme", 422, "light, dark", None),
        ("/diagrams/resnet18.svg?batch=0", "batch", 422, "from 1 to 256", None),
        ("/diagrams/resnet18.svg?kind=conv", "kind", 422, "focus", None),
        ("/diagrams/resnet18.svg?open=layer2,stag3", "open", 404, "stage3", "stage3"),
        ("/diagrams/resnet18.svg?closed=network", "closed", 404, "stem", None),
        ("/diagrams/resnet18.svg?unfold=layer2", "unfold", 404, "layer1.0", "layer2.0"),
        ("/diagrams/resnet18.svg?open=layer2&closed=conv3_x", "closed", 422, "one or", None),
        ("/models/resnet18/picture?theme=drak", "theme", 422, "auto", "dark"),
        ("/models/resnet18/picture?focus=netwrk", "focus", 404, "network", "network"),
        ("/models/resnet18/picture?foo=1", "foo", 422, "focus", "fold"),
        ("/models/resnet18/picture?size=0", "size", 422, "1 to 4096", None),
        ("/docs?x=1", "x", 422, "lang", None),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(
    client, path, parameter, status, allowed, nearest
):
    body = problem(client.get(path), status)
    assert body["parameter"] == parameter
    assert allowed in body["allowed"]
    assert body.get("nearest") == nearest


@pytest.mark.parametrize("query", ["size=%ff", "size=%", "=1", "&&", "size", "%00=1", "a=1;b=2"])
def test_broken_queries_are_no_servers_error(client, query):
    assert client.get(f"/api/v1/models/resnet18?{query}").status_code in (200, 422)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_405(client, method):
    for route in ROUTES:
        answer = client.request(method, route.format("resnet18"))
        assert problem(answer, 405)["title"] == "Method Not Allowed"
        assert answer.headers["allow"] == "GET, HEAD"
