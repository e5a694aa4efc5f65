"""A load generator that does as little as it can: it must be the server that sets the pace."""

import asyncio
from time import perf_counter

CONNECTIONS = 16


class Connection(asyncio.Protocol):
    """Asks for one path again and again, the next time when all of an answer is there.

    All answers are taken to be as long as the first, whose header says how long it is. ``waits``
    are the seconds from each question to the end of its answer.
    """

    def __init__(self, request: bytes, times: int) -> None:
        self.request = request
        self.left = times
        self.waits: list[float] = []
        self.length = 0
        self.received = 0
        self.start = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        """Send the request, and note when."""
        self.asked = perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Count what comes, and ask again at the end of an answer."""
        self.received += len(data)
        if not self.length:
            self.start += data
            self.length = length_of(self.start)
        if not self.length or self.received < self.length:
            return
        self.waits.append(perf_counter() - self.asked)
        self.received -= self.length
        self.left -= 1
        if self.left:
            self.ask()
        else:
            self.transport.close()

    def connection_lost(self, reason: Exception | None) -> None:
        """Say how it went."""
        if reason or self.left or self.received:
            self.done.set_exception(ConnectionError(f"the server hung up: {reason}"))
        else:
            self.done.set_result(None)


def length_of(start: bytes) -> int:
    """How long an answer is, header included; 0 until all of its header is there."""
    header, end, _ = start.partition(b"\r\n\r\n")
    if not end:
        return 0
    if not header.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(header.decode())
    fields = dict(line.lower().split(b": ", 1) for line in header.split(b"\r\n")[1:])
    return len(header) + len(end) + int(fields[b"content-length"])


async def load(port: int, path: str, requests: int) -> list[float]:
    """Send ``requests`` in all over a few connections at once; seconds that each answer took."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    made = [
        loop.create_connection(
            lambda: Connection(request, requests // CONNECTIONS), "127.0.0.1", port
        )
        for _ in range(CONNECTIONS)
    ]
    connections = [connection for _, connection in await asyncio.gather(*made)]
    await asyncio.gather(*(connection.done for connection in connections))
    return [wait for connection in connections for wait in connection.waits]
