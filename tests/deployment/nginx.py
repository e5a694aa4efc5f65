"""A real nginx with the configuration that compose.yaml gives it, in front of replicas."""

from contextlib import contextmanager
from pathlib import Path

from tests.nginx import running
from tests.server import free_port

ROOT = Path(__file__).parents[2]
PICTURE = "/diagrams/resnet18.svg?focus=layer1"


@contextmanager
def nginx(folder: Path, replicas, **changes):
    """The port of an nginx in front of some replicas, with some directives changed."""
    port = free_port()
    text = (ROOT / "nginx.conf").read_text()
    (one,) = [line for line in text.splitlines() if "server atlas:8000" in line]
    many = [one.replace("atlas:8000", f"127.0.0.1:{replica.port}") for replica in replicas]
    text = text.replace(one, "\n".join(many)).replace("listen 8080", f"listen 127.0.0.1:{port}")
    for directive, (old, new) in changes.items():
        assert f"{directive} {old};" in text
        text = text.replace(f"{directive} {old};", f"{directive} {new};")
    text = text.replace("/tmp/", f"{folder}/").replace("/dev/stdout", f"{folder}/log")
    with running(folder, text, port):
        yield port
