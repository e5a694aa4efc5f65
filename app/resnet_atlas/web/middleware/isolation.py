"""Headers that keep our pages apart from others' and their powers small, as OWASP lists them.

The policy of what a page may load is in ``main.py``. Strict-Transport-Security is for whoever ends
TLS to say: this server never speaks it.
"""

Headers = list[tuple[bytes, bytes]]

POWERS = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
"""What no page of ours has a use for, and none may ask for: nor may what would get into one."""

APART: Headers = [
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{power}=()" for power in POWERS).encode()),
    (b"x-permitted-cross-domain-policies", b"none"),
]
"""For what is read here, and nowhere else."""

SHARED: Headers = [
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    APART[3],
    APART[4],
]
"""For what others' pages may show, those included that let in only what agrees to it."""

PUBLIC = ("/embed/", "/diagrams/", "/static/", "/theme.css", "/v/")
"""Where that is: frames, pictures, and what a frame without an origin of its own loads from us."""


def isolation(path: str) -> Headers:
    """The headers for an answer."""
    return SHARED if path.startswith(PUBLIC) else APART
