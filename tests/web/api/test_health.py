import pytest
import resnet_atlas
from resnet_atlas.errors import LayoutFailed

from tests.metrics import samples


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_answers_about_this_moment_are_kept_by_nobody(client, path):
    for answer in (client.get(path), client.head(path)):
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_a_healthy_server_says_its_version(client):
    assert client.get("/healthz").json() == {"status": "ok", "version": resnet_atlas.__version__}


def test_a_server_is_ready_once_it_has_drawn(client):
    before = samples(client)[("atlas_layout_seconds_count",)]
    assert client.get("/readyz").json() == {"status": "ok"}
    assert samples(client)[("atlas_layout_seconds_count",)] == before + 1


def test_a_layout_that_graphviz_refuses_is_counted_and_raised(client):
    before = samples(client)
    with pytest.raises(LayoutFailed):
        client.portal.call(
            client.app.state.layout.run, "resnet_atlas.render.engine:layout", "digraph {", "plain"
        )
    changed = {name for (name, *_), _ in samples(client).items() - before.items()}
    ours = {name for name in changed if name.startswith("atlas_layout")}
    assert ours == {"atlas_layouts_failed_total"}
