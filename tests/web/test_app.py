import re
import time
from pathlib import Path

import pytest

PATHS = [
    "/",
    "/models/resnet18",
    "/models/resnet18/picture",
    "/embed/resnet18",
    "/static/vendor/js/explorer.js",
    "/docs",
    "/healthz",
    "/theme.css",
    "/static/atlas.css",
    "/api/v1/models",
    "/api/v1/openapi.json",
    "/diagrams/resnet18.svg",
]


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


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_does(client, path):
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == 200
    for name in ("content-type", "content-length"):
        assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize("path", ["/models/nothing", "/api/v1/models/resnet18?size=0"])
def test_head_of_what_is_wrong_is_wrong_too(client, path):
    assert client.head(path).status_code == client.get(path).status_code >= 400


def test_a_layout_worker_loads_neither_torch_nor_the_web(client):
    """Seen in a worker of this very server: what the kernel has mapped for it."""
    client.get("/diagrams/resnet18.svg?focus=layer3&detail=full&fold=false")
    tasks = Path("/proc/self/task")
    children = " ".join((task / "children").read_text() for task in tasks.iterdir()).split()
    workers = [pid for pid in children if b"anyio" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert workers
    for pid in workers:
        mapped = Path(f"/proc/{pid}/maps").read_text()
        assert "graphviz" in mapped
        assert "torch" not in mapped
        assert "pydantic_core" not in mapped


def test_the_description_is_made_once_and_quickly_sent_again(client):
    first = client.get("/api/v1/openapi.json").content
    start = time.perf_counter()
    assert client.get("/api/v1/openapi.json").content == first
    assert time.perf_counter() - start < 1
