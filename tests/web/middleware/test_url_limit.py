import pytest


@pytest.mark.parametrize("path", ["/" + "a" * 17_000, "/tour?" + "a" * 17_000])
def test_an_address_that_is_too_long_is_414(client, path):
    answer = client.get(path)
    assert answer.status_code == 414
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "This address is too long."
    page = client.get(path, headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert page.status_code == 414
    assert "这个地址太长" in page.text
    assert len(page.content) < 8000
