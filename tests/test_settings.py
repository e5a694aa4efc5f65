"""The settings against the table in docs/operation.md."""

import re
from pathlib import Path

import pytest
from resnet_atlas.errors import BadSetting
from resnet_atlas.settings import Settings, misspelt, read

ROOT = Path(__file__).parent.parent


def test_the_documents_list_exactly_the_settings_with_their_defaults():
    text = (ROOT / "docs/operation.md").read_text()
    rows = re.findall(r"^\| `ATLAS_(\w+)` \| (?:`([^`]+)`|empty)", text, re.MULTILINE)
    fields = Settings.model_fields
    usual = {key: it.get_default(call_default_factory=True) for key, it in fields.items()}
    assert {key.lower(): text for key, text in rows} == {
        key: f"{it:g}" if isinstance(it, float) else str(it) for key, it in usual.items()
    }
    assert all(field.description for field in fields.values())


def test_a_name_that_is_nearly_a_setting_is_told_of_and_others_variables_are_left_alone(
    monkeypatch,
):
    for name in (
        "ATLAS_LAYOUT_SECOND",
        "ATLAS_CHROMIUM",
        "ATLAS_PORT_80_TCP",
    ):
        monkeypatch.setenv(name, "1")
    assert [*misspelt()] == ["ATLAS_LAYOUT_SECOND is no setting: ATLAS_LAYOUT_SECONDS is one"]


@pytest.mark.parametrize("name", ["HOST", "PORT", "CONNECTIONS"])
def test_an_empty_setting_is_refused(monkeypatch, name):
    monkeypatch.setenv(f"ATLAS_{name}", "")
    with pytest.raises(BadSetting, match=f"^ATLAS_{name}=: "):
        read()
