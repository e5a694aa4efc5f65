"""The headers that keep our pages apart from other sites and restrict what they may do.

They follow OWASP's list. Strict-Transport-Security is missing because this server never speaks TLS:
whoever ends TLS in front of it sends that header.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

FEATURES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
"""Browser features that no page of ours uses, so none may ask for them, nor may injected code."""

FRAMEABLE = "/embed/"
"""Pages that other sites may put in a frame, even sites opened from a disk."""

PUBLIC = (FRAMEABLE, "/diagrams/", "/static/", "/theme.css")
"""What other sites may show: frames, pictures, and the files that a frame without origin loads."""

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "x-permitted-cross-domain-policies": "none",
}
SAME_ORIGIN = {
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
READABLE = ("/api/", "/diagrams/")
"""What scripts of other sites may read, as anybody may: never with a visitor's cookies."""

CROSS_ORIGIN = {
    "cross-origin-resource-policy": "cross-origin",
    "cross-origin-embedder-policy": "require-corp",
}
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'"
POLICY_END = "base-uri 'none'; form-action 'self'"


def encoded(policy: str, *groups: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers of all ``groups`` with a content security policy, as ASGI wants them."""
    headers = {"content-security-policy": policy}
    for group in groups:
        headers |= group
    return [(name.encode(), value.encode()) for name, value in headers.items()]


UNFRAMED = f"{POLICY}; frame-ancestors 'self'; {POLICY_END}"
FOR_FRAMES = encoded(f"{POLICY}; {POLICY_END}", EVERYWHERE, CROSS_ORIGIN)
FOR_PUBLIC_FILES = encoded(UNFRAMED, EVERYWHERE, CROSS_ORIGIN)
FOR_PAGES = encoded(UNFRAMED, EVERYWHERE, SAME_ORIGIN)


def security_headers(path: str, method: str = "GET") -> list[tuple[bytes, bytes]]:
    """The headers for an answer at ``path``."""
    if path.startswith(FRAMEABLE):
        return FOR_FRAMES
    headers = FOR_PUBLIC_FILES if path.startswith(PUBLIC) else FOR_PAGES
    readable = path.startswith(READABLE) and method in ("GET", "HEAD")
    return [*headers, (b"access-control-allow-origin", b"*")] if readable else headers


class SecurityHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        headers = security_headers(scope["path"], scope["method"])

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self.app(scope, receive, add)
