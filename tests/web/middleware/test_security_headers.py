import re

import pytest

from tests.web.addresses import PATHS


@pytest.mark.parametrize("path", [*PATHS, "/models/nothing", "/nothing", "/static/nothing"])
def test_every_answer_carries_the_headers_that_keep_a_browser_safe(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert answer.headers.get_list("referrer-policy") == ["same-origin"]
    assert len(answer.headers.get_list("content-security-policy")) == 1
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    # So scripts and styles too are ours alone, and none inline.
    assert not re.search("unsafe|script-src|style-src", policy)


@pytest.mark.parametrize("path", [*PATHS, "/embed/nothing", "/embedded", "/models/embed/x"])
def test_others_may_frame_what_is_made_to_be_embedded_and_nothing_else(client, path):
    policy = client.get(path, headers={"Accept": "text/html"}).headers["content-security-policy"]
    who = policy.partition("frame-ancestors ")[2].partition(";")[0]
    assert who == ("" if path.startswith("/embed/") else "'self'")


APART = {
    "x-frame-options": ["SAMEORIGIN"],
    "cross-origin-opener-policy": ["same-origin"],
    "cross-origin-resource-policy": ["same-origin"],
    "cross-origin-embedder-policy": [],
    "x-permitted-cross-domain-policies": ["none"],
}
SHARED = {
    "x-frame-options": [],
    "cross-origin-opener-policy": [],
    "cross-origin-resource-policy": ["cross-origin"],
    "cross-origin-embedder-policy": ["require-corp"],
    "x-permitted-cross-domain-policies": ["none"],
}


@pytest.mark.parametrize(
    "path", [*PATHS, "/nothing", "/embed/nothing", "/diagrams/x.svg", "/embed"]
)
def test_other_sites_may_show_what_is_made_to_be_shown_and_reach_nothing_else(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    shared = path.startswith(("/embed/", "/diagrams/", "/static/", "/theme.css"))
    expected = SHARED if shared else APART
    assert {name: answer.headers.get_list(name) for name in expected} == expected
    (powers,) = answer.headers.get_list("permissions-policy")
    assert {"camera=()", "microphone=()", "geolocation=()"} <= {*powers.split(", ")}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/models",
        "/api/v1/models/resnet50/layers",
        "/api/v1/models/nothing",
        "/api/v1/models/resnet50?size=0",
        "/diagrams/resnet18.svg",
        "/diagrams/resnet18.nothing",
    ],
)
def test_scripts_of_other_sites_may_read_facts_and_diagrams_but_not_as_a_visitor(client, path):
    for method in ("GET", "HEAD"):
        answer = client.request(method, path, headers={"Origin": "https://other.example"})
        assert answer.headers.get_list("access-control-allow-origin") == ["*"]
        assert "access-control-allow-credentials" not in answer.headers
    assert "access-control-allow-origin" not in client.post(path).headers


@pytest.mark.parametrize("path", ["/", "/models/resnet18", "/embed/resnet18", "/static/icon.svg"])
def test_scripts_of_other_sites_may_read_nothing_else(client, path):
    answer = client.get(path, headers={"Origin": "https://other.example"})
    assert "access-control-allow-origin" not in answer.headers
