"""The settings against what both READMEs say of them."""

import re
from pathlib import Path

import pytest

from app.settings import Settings

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readmes_list_exactly_the_settings_with_their_defaults(name):
    rows = re.findall(r"^\| `ATLAS_(\w+)` \| `([^`]+)`", (ROOT / name).read_text(), re.MULTILINE)
    fields = Settings.model_fields
    assert {key.lower(): text for key, text in rows} == {
        key: f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
        for key, field in fields.items()
    }
    assert all(field.description for field in fields.values())
