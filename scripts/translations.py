"""Bring the translations in ``app/resnet_atlas/web/locale`` up to date with the sources.

New messages are added without a translation; those that no source has any more are removed.
"""

import tomllib
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
CATALOGUES = ROOT / "app/resnet_atlas/web/locale"
KEYWORDS = {**DEFAULT_KEYWORDS, "Message": None, "t": None}
"""The functions whose first argument is a message: templates' ``_``, Python's and scripts'."""


def extract() -> Catalog:
    """All messages of the sources, each with the files that contain it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in settings]
    options = {
        mapping["pattern"]: {
            k: str(v) for k, v in mapping.items() if k not in ("pattern", "method")
        }
        for mapping in settings
    }
    catalogue = Catalog()
    for file, line, message, comments, context in extract_from_dir(
        ROOT,
        methods,
        options,
        KEYWORDS,
        directory_filter=lambda path: Path(path).name not in (".venv", "node_modules", "vendor"),
    ):
        catalogue.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalogue


def main() -> None:
    """Bring every catalogue up to date, and print how many messages it doesn't translate yet."""
    messages = extract()
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.stem)
        catalogue.update(messages, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        missing = [message.id for message in catalogue if message.id and not message.string]
        written = BytesIO()
        write_po(
            written, catalogue, width=100, omit_header=True, include_lineno=False, sort_by_file=True
        )
        header = f'msgid ""\nmsgstr ""\n"Language: {path.stem}\\n"\n'
        header += '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        path.write_bytes(header.encode() + written.getvalue().lstrip())
        print(f"{path.relative_to(ROOT)}: {len(missing)} to translate")


if __name__ == "__main__":
    main()
