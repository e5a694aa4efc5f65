"""The READMEs' tables of `app/` against what there is."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = [*(ROOT / "app").glob("*.py"), *(ROOT / "app/web").glob("*.py")]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("name", sorted({it.name for it in FILES} - {"__init__.py"}))
def test_the_readme_says_what_a_file_is_for(name, readme):
    assert f"`{name}`" in (ROOT / readme).read_text()
