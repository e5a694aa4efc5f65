def test_the_second_answer_is_the_kept_one(client):
    answers = client.app.state.answers
    before = answers.used
    named = {"X-Request-Id": "one"}
    first = client.get("/api/v1/models/resnet18?size=111", headers=named)
    kept = answers.used
    second = client.get("/api/v1/models/resnet18?size=111", headers=named)
    assert kept > before
    assert answers.used == kept
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)


def test_errors_and_redirects_are_not_kept(client):
    before = client.app.state.answers.used
    for path in ("/api/v1/models/nothing", "/api/v1/models/resnet18?size=0", "/diagrams/x.svg"):
        assert client.get(path).status_code >= 400
    assert client.get("/models/resnet18?size=224").status_code == 303
    assert client.get("/models/resnet18/picture?size=0").status_code == 422
    assert client.app.state.answers.used == before


def test_what_a_client_accepts_is_part_of_what_is_kept(client):
    path = "/api/v1/models/resnet18/layers?size=57"
    for _ in range(2):
        json = client.get(path, headers={"Accept": "application/json"})
        csv = client.get(path, headers={"Accept": "text/csv"})
        assert json.headers["content-type"].startswith("application/json")
        assert csv.headers["content-type"].startswith("text/csv")
