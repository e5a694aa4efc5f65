"""Colours by name. Pictures, legend and pages share these names."""

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#fffffe",
    "ink": "#1c2530",
    "muted": "#5c6878",
    "arrow": "#4c5869",
    "conv": "#edf3fb",
    "conv-line": "#4a78ad",
    "pool": "#e9f5ee",
    "pool-line": "#3f8463",
    "fc": "#f2effb",
    "fc-line": "#7462b0",
    "quiet": "#f3f4f6",
    "quiet-line": "#98a2b0",
    "tensor": "#fdf6e3",
    "tensor-line": "#a67c17",
    "frame": "#fbfcfd",
    "frame-line": "#a3aebb",
    "stride": "#c4162c",
    "stride-fill": "#fdebed",
    "shortcut": "#b3520e",
    "shortcut-fill": "#fdf1e6",
}
"""The default palette."""

DARK: Mapping[str, str] = {
    "paper": "#12171e",
    "ink": "#e7ecf2",
    "muted": "#9aa7b6",
    "arrow": "#9fadbd",
    "conv": "#1b2a3d",
    "conv-line": "#6f9fd6",
    "pool": "#17302a",
    "pool-line": "#62b08c",
    "fc": "#28233f",
    "fc-line": "#a392e3",
    "quiet": "#20262e",
    "quiet-line": "#6b7786",
    "tensor": "#322a16",
    "tensor-line": "#d3a943",
    "frame": "#171d25",
    "frame-line": "#4d5967",
    "stride": "#ff7483",
    "stride-fill": "#431c24",
    "shortcut": "#f0964f",
    "shortcut-fill": "#3a2515",
}

PALETTES = {"auto": LIGHT, "light": LIGHT, "dark": DARK}
"""The themes of ``View``."""


def variables() -> Mapping[str, str]:
    """A palette of CSS variables, which the style sheet of the page defines."""
    return {name: f"var(--{name})" for name in LIGHT}
