"""Clients that speak HTTP by hand: they send what they like, and close when they like."""

import socket
from contextlib import contextmanager, suppress


@contextmanager
def connected(port, sent=b""):
    with socket.create_connection(("127.0.0.1", port), 60) as client:
        client.sendall(sent)
        yield client


def asking(path, **headers):
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()


def all_of(client):
    """What comes until the other side closes or resets the connection."""
    data = b""
    with suppress(ConnectionResetError):
        while part := client.recv(65536):
            data += part
    return data


def refused(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionRefusedError:
        return True
    return False
