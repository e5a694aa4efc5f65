"""A real nginx."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import until


@contextmanager
def running(folder: Path, text: str, port: int) -> Iterator[None]:
    """An nginx with a configuration, once it listens on a port; its errors are in ``folder``."""
    (folder / "nginx.conf").write_text(f"user root;\n{text}" if os.geteuid() == 0 else text)
    words = ["nginx", "-c", folder / "nginx.conf", "-e", "stderr", "-g", "daemon off;"]
    with (
        (folder / "errors").open("w") as errors,
        subprocess.Popen(words, stderr=errors) as process,
    ):
        try:
            until(lambda: process.poll() is not None or listens(port))
            assert process.poll() is None
            yield
        finally:
            process.terminate()


def listens(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
