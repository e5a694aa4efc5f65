"""What every problem says, and the routes that have some."""

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ROUTES = [
    "/api/v1/models/{}",
    "/api/v1/models/{}/layers",
    "/api/v1/models/{}/graph",
    "/api/v1/models/{}/verify",
    "/diagrams/{}.svg",
    "/diagrams/{}.png",
    "/diagrams/{}.json",
    "/diagrams/{}.dot",
    "/models/{}/picture",
]
PAGES = ["/models/{}", "/embed/{}"]
"""They show the nearest view that there is, and say so; their networks have to be known."""


def problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    return body
