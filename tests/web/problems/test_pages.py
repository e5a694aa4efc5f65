"""What people and scripts are told of a problem, and in which language."""

import json

import pytest
from resnet_atlas.errors import UnsupportedOp
from resnet_atlas.web.problems import describe

from tests.html import Page
from tests.web.problems.problem import HTML, problem


def test_a_person_gets_a_page_with_a_way_on(client):
    answer = client.get("/models/resnet5O", headers=HTML)
    page = Page(answer.text)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "/models/resnet50" in page.links
    assert "resnet5O" in answer.text


def test_a_page_offers_the_address_without_what_was_wrong(client):
    answer = client.get("/checkpoint?size=0&lang=zh", headers=HTML)
    assert answer.status_code == 422
    link = "/checkpoint?lang=zh"
    assert link in Page(answer.text).links
    assert client.get(link).status_code == 200


def test_what_those_add_who_pass_a_link_on_is_in_no_pages_way(client):
    added = "utm_source=mail&fbclid=x&gclid=x&from=timeline&isappinstalled=0"
    for path in ("/", "/tour", "/formula", "/table", "/glossary", "/docs", "/compare"):
        assert client.get(f"{path}?{added}", headers=HTML).status_code == 200, path
    for path in ("/models/resnet18", "/embed/resnet18"):
        text = client.get(f"{path}?{added}&foo=1", headers=HTML).text
        assert "<code>foo=1</code>" in text, path
        assert "<code>utm_source" not in text, path
    assert client.get(f"/api/v1/models?{added}").status_code == 422


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("/docs?foo=1&path=2", "/docs?path=2"),
        ("/checkpoint?foo=1&path=2", "/checkpoint?path=2"),
        ("/docs?x=1&path=", "/docs"),
        ("/docs?foo=1&fragment=abc", "/docs?fragment=abc"),
        ("/docs?size=1&size=2,3&foo=1", "/docs?foo=1"),
        ("/checkpoint?foo=1&lang=zh", "/checkpoint?lang=zh"),
    ],
)
def test_nothing_else_of_what_was_asked_for_is_lost(client, asked, left):
    answer = client.get(asked, headers=HTML)
    assert answer.status_code == 422
    assert left in Page(answer.text).links


def test_what_was_given_is_escaped_and_cut(client):
    given = '"><img src=x onerror=alert(1)>' + "A" * 500
    for path in ("/models/resnet18", "/models/resnet18/picture", "/"):
        text = client.get(path, params={"size": given}, headers=HTML).text
        assert "<img src=x" not in text
        assert "&#34;&gt;&lt;img src=x" in text
        assert "A" * 80 not in text
    assert len(client.get("/api/v1/models/resnet18", params={"size": given}).json()["given"]) == 80


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "/models/resnet18/picture?theme=drak",
            "theme=drak：没有这个取值。你是不是想写 dark？允许的值：",
        ),
        (
            "/models/resnet18/picture?size=0",
            "size=0：输入至少要有一个像素。允许的值：1 到 4096 的整数",
        ),
        ("/nothing", "这个地址什么也没有。"),
    ],
)
def test_scripts_are_told_in_the_language_of_the_page_what_they_are_to_say(client, path, said):
    answer = client.get(path, headers={"Accept-Language": "zh"})
    body = problem(answer, answer.status_code)
    assert body["detail"].startswith(said)
    assert body.get("problem", "") in said
    assert answer.headers["content-language"] == "zh-Hans"


@pytest.mark.parametrize("path", ["/api/v1/table?size=0", "/diagrams/resnet18.svg?size=0"])
def test_programs_are_told_in_english(client, path):
    answer = client.get(path, headers={"Accept-Language": "zh"})
    assert problem(answer, 422)["detail"].startswith("size=0: an input has at least one pixel.")
    assert "content-language" not in answer.headers


def test_a_picture_for_a_page_is_in_no_language(client):
    answer = client.get("/models/resnet18/picture", headers={"Accept-Language": "zh"})
    assert answer.status_code == 200
    assert "content-language" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/api/v1/models/nothing", "/diagrams/nothing.svg", "/static/nothing", "/healthz/x"]
)
def test_where_there_are_no_pages_a_browser_gets_json_too(client, path):
    problem(client.get(path, headers={**HTML, "Accept-Language": "zh"}), 404)


def test_an_input_too_small_for_a_layer_names_the_op(client):
    """No ResNet has one; the closed form's refusal is shown as any other."""
    from resnet_atlas.errors import BadInput

    body, headers = describe(BadInput("2", "layer1.0.conv1", "has no output left", "3 or more"))
    assert (body["status"], body["parameter"], body["op"]) == (422, "size", "layer1.0.conv1")
    assert headers == {}


def test_an_op_that_cannot_be_stated_is_422():
    assert describe(UnsupportedOp("pool", "ceil_mode"))[0]["status"] == 422


def test_an_error_of_ours_tells_nothing_of_the_inside():
    body, _ = describe(KeyError("secret"))
    assert body["status"] == 500
    assert "secret" not in json.dumps(body)


@pytest.mark.parametrize("base", ["/models", "/build", "/embed"])
@pytest.mark.parametrize(("given", "meant"), [("s", "seresnet50"), ("resnet5O", "resnet50")])
def test_what_was_meant_is_one_click_away(client, base, given, meant):
    text = client.get(f"{base}/{given}?size=225", headers=HTML).text
    assert f'<a href="{base}/{meant}?size=225">{meant}</a>' in text
