import re
from html.parser import HTMLParser

import pytest
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.web.language import LANGUAGES, PARAMETER

from tests.html import VOID, Page

HTML = {"Accept": "text/html"}
CHINESE = {**HTML, "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}
PAGES = [
    "/",
    "/tour",
    "/compare",
    "/compare?left=resnet18&right=resnext50_32x4d;in_channels=1;size=64&open=stage2&detail=block",
    "/compare?left=resnet18&right=resnet50&focus=layer2.3&theme=dark",
    "/compare?left=resnet5O",
    "/table",
    "/formula",
    "/formula?size=37&model=resnet18&kind=max_pool&kernel=3&padding=9",
    "/formula?kernel=1&padding=0",
    "/formula?input=1&kernel=9&padding=0&size=x",
    "/glossary",
    "/which",
    "/models/resnet50?focus=layer2",
    "/models/resnet50?focus=layer2.0&detail=full",
    "/models/resnet50?focus=layer1.0&stride_in_1x1=true",
    "/models/resnet18?focus=layer1.1&batch=3",
    "/models/resnet50?focus=head&size=0&nonsense=1&open=layer9&closed=layr2",
    "/embed/resnet50?size=0",
    "/docs",
    "/nothing",
    "/models/resnet5O",
    "/?size=0",
    "/?lang=fr",
]
NAMES = """
    resnet atlas pytorch torchvision resnext wide basicblock bottleneck relu meta conv batchnorm
    api json openapi csv markdown latex svg png pdf dot macs flops downsample flatten batch
    stem head english enter shift esc backspace stage stride true false html
    padding dilation projection kernel shortcut graphviz arxiv github
    layer softmax araujo jump reduction flop flops option cifar tikz draw io mermaid
    squeeze excitation multi grid same adam adamw autocast autograd checkpoint cuda cudnn
    caffe keras slim tensorflow fvcore csdn flax gluon gluoncv mxnet paddle paddleclas timm
    nvidia imagenet epsilon momentum
    alexnet googlenet inception squeezenet densenet mobilenet shufflenet mnasnet efficientnet regnet
    convnext gelu transformer
"""
"""Words that stay as they are in Chinese prose: names, and terms given beside their translation."""


def language(answer):
    return Page(answer.text).all("html")[0].get("lang")


# ---- Whose language ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("fr-FR,fr;q=0.9,zh;q=0.5,en;q=0.4", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("zh;q=nonsense", "en"),
        ("", "en"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_likes_best(client, accepted, tag):
    answer = client.get("/", headers={**HTML, "Accept-Language": accepted})
    assert (language(answer), answer.headers["content-language"]) == (tag, tag)
    assert "accept-language" in answer.headers["vary"]
    assert "set-cookie" not in answer.headers


def test_the_address_goes_before_the_cookie_and_the_cookie_before_the_browser(client):
    client.cookies.clear()
    named = client.get("/?lang=en", headers={**CHINESE, "Cookie": "lang=zh"})
    kept = client.get("/", headers={**HTML, "Cookie": "lang=zh", "Accept-Language": "en"})
    odd = client.get("/", headers={**CHINESE, "Cookie": "lang=xx"})
    client.cookies.clear()
    assert [language(it) for it in (named, kept, odd)] == ["en", "zh-Hans", "zh-Hans"]


def test_what_an_address_names_is_remembered_and_goes_along_with_its_links(client):
    answer = client.get("/models/resnet50?focus=layer2&lang=zh", headers=HTML)
    client.cookies.clear()
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("lang=zh; Path=/; Max-Age=")
    links = [link for link in Page(answer.text).links if link.startswith(("/models", "/tour"))]
    assert len(links) > 10
    others = [link for link in links if "lang=zh" not in link]
    assert others == ["/models/resnet50?focus=layer2&lang=en"]
    unnamed = Page(client.get("/models/resnet50?focus=layer2", headers=HTML).text).links
    assert {link for link in unnamed if "lang=" in link} == {
        "/models/resnet50?focus=layer2&lang=zh"
    }


@pytest.mark.parametrize(
    ("path", "status"),
    [("/embed/resnet18", 200), ("/nothing", 404), ("/models/resnet5O", 404), ("/docs?size=0", 422)],
)
def test_neither_a_frame_nor_a_mistake_is_a_choice(client, path, status):
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang=zh", headers=HTML)
    assert (answer.status_code, language(answer)) == (status, "zh-Hans")
    assert "set-cookie" not in answer.headers


def test_the_address_that_a_form_is_led_to_is_a_choice(client):
    answer = client.get("/formula?kind=conv&lang=zh", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["set-cookie"].startswith("lang=zh;")


def test_what_the_cookie_says_already_is_no_choice_and_the_answer_anybodys(client):
    chosen = client.get("/tour?lang=zh", headers=HTML)
    again = client.get("/tour?lang=zh", headers=HTML)  # the client keeps the cookie
    assert chosen.headers["cache-control"] == "private"
    assert again.request.headers["cookie"] == "lang=zh"
    assert "set-cookie" not in again.headers
    assert again.headers["cache-control"].startswith("public")


@pytest.mark.parametrize("path", ["/", "/?size=225", "/tour?size=225", "/nothing?x=1", "/docs"])
def test_every_page_leads_to_itself_in_the_other_language(client, path):
    (link,) = [
        it for it in Page(client.get(path, headers=HTML).text).all("a") if it.get("data-lang")
    ]
    assert link.get("href") == f"{path}{'&' if '?' in path else '?'}lang=zh"
    answer = client.get(link.get("href"), headers=HTML)
    client.cookies.clear()
    assert language(answer) == "zh-Hans"


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("//evil.com/a", "/evil.com/a"),
        ("///evil.com", "/evil.com"),
        ("/%5Cevil.com", "/%5Cevil.com"),
        ("/a%3Fb%23c%20d", "/a%3Fb%23c%20d"),
        ("/%E4%B8%AD?x=%26", "/%E4%B8%AD?x=%26"),
    ],
)
def test_the_switch_stays_on_this_site_and_at_this_address(client, path, here):
    answer = client.get(f"http://testserver{path}", headers=HTML)
    (link,) = [it for it in Page(answer.text).all("a") if it.get("data-lang")]
    assert link.get("href") == f"{here}{'&' if '?' in here else '?'}lang=zh"


@pytest.mark.parametrize("path", ["/", "/models/resnet18"])
def test_a_language_we_have_not_is_ignored_and_named(client, path):
    answer = client.get(f"{path}?lang=fr", headers=HTML)
    assert answer.status_code == 200
    assert "lang=fr" in answer.text
    assert "en, zh" in answer.text


@pytest.mark.parametrize("query", ["lang=zh&lang=en", "lang=zh&lang=zh", "lang=fr&lang=zh"])
def test_two_languages_are_refused_as_two_of_anything_are(client, query):
    for path in ("/docs", "/checkpoint"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert answer.json()["parameter"] == PARAMETER


@pytest.mark.parametrize("path", ["/table", "/models/resnet18"])
def test_of_two_languages_a_page_takes_the_last_and_says_so(client, path):
    answer = client.get(f"{path}?lang=zh&lang=en", headers=CHINESE)
    assert "lang=en was taken" in answer.text
    assert language(answer) == "en"


@pytest.mark.parametrize("query", ["lang=z%68", "l%61ng=zh", "lang=&lang=zh", "lang=zh&lang="])
def test_a_language_is_read_once_however_it_is_written(client, query):
    answer = client.get(f"/models/resnet18?{query}&size=225", headers=HTML)
    assert language(answer) == "zh-Hans"
    assert "/models/resnet18?size=225&lang=en" in Page(answer.text).links
    assert client.get(f"/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/models", "/diagrams/resnet18.svg"])
def test_what_programs_read_has_no_language(client, path):
    answer = client.get(path, headers=CHINESE)
    assert "content-language" not in answer.headers
    assert answer.content == client.get(path).content
    assert client.get(f"{path}?lang=zh").json()["parameter"] == PARAMETER


def test_answers_are_kept_for_each_language(client):
    for _ in range(2):
        tags = [language(client.get("/tour", headers=it)) for it in (CHINESE, HTML)]
        assert tags == ["zh-Hans", "en"]


def test_forms_without_scripts_keep_the_language_that_the_address_names(client):
    for path in ("/tour", "/models/resnet18", "/embed/resnet18"):
        text = client.get(f"{path}?lang=zh", headers=HTML).text
        client.cookies.clear()
        fields = [it for it in Page(text).all("input") if it.get("name") == PARAMETER]
        assert [it.get("value") for it in fields] == ["zh"]
        assert not re.search('name="lang"', client.get(path, headers=HTML).text)


@pytest.mark.parametrize("path", PAGES)
def test_the_words_of_scripts_go_where_a_script_of_ours_is(client, path):
    page = Page(client.get(path, headers=CHINESE).text)
    scripts = [it.get("src") or "" for it in page.all("script")]
    ours = any("/static/vendor/js/" in src for src in scripts)
    assert ours == any(it.get("id") == "words" for it in page.elements)


def test_an_address_too_long_is_not_repeated(client):
    answer = client.get("/docs?" + "x" * 5000 + "=1", headers=HTML)
    assert len(answer.text) < 8000


# ---- Words -------------------------------------------------------------------------------------


class Words(HTMLParser):
    """The English words that people read on a page: not code, not pictures, not names."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if not self.quiet and tag != "a":
            for name in ("aria-label", "title", "alt", "placeholder"):
                self.take(attributes.get(name) or "")
        if tag not in VOID:
            classes = set((attributes.get("class") or "").split())
            code = tag in ("code", "svg", "script", "style", "kbd", "data", "title", "cite")
            self.open.append((tag, code or bool(classes & {"code", "picture", "cell"})))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        if not self.quiet:
            self.take(data)

    @property
    def quiet(self):
        return any(code for _, code in self.open)

    def take(self, text):
        text = re.sub(r"\S*[0-9_./=]\S*", " ", text)  # identifiers, values, addresses
        self.words += re.findall(r"[A-Za-z]{4,}", text)


@pytest.mark.parametrize("path", PAGES)
def test_a_chinese_page_has_no_english_left_in_it(client, path):
    found = Words(client.get(path, headers=CHINESE).text).words
    known = {*NAMES.split(), *CATALOGUE, *map(str.lower, LANGUAGES.values())}
    assert sorted({word for word in found if word.lower() not in known}) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_chinese_full_stop_brings_its_own_room(client, path):
    for it in Page(client.get(path, headers=CHINESE).text).all("p", "dd", "figcaption"):
        assert re.findall(r"[。：] [\u4e00-\u9fff]|[a-zA-Z]\. [\u4e00-\u9fff]", it.words) == [], (
            it.words
        )


def test_the_check_for_english_finds_some(client):
    assert {"which", "shortcut"} <= {it.lower() for it in Words(client.get("/").text).words}
