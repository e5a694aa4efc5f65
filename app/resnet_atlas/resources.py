"""Finds the folders of files that aren't imported: ``templates``, ``static`` and ``scripts``.

An installed package has them inside it; a clone of the repository has them at its top level.
"""

from pathlib import Path

PACKAGE = Path(__file__).parent


def resource_folder(name: str) -> Path:
    """The folder of that name, from the package or else from the repository."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parents[1] / name
