"""What can be set from outside, by environment variables that begin with ``ATLAS_``."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from resnet_atlas.errors import BadSetting


def prefix(text: str) -> str:
    """A path prefix without its last slash; empty for the root of the host."""
    path = text.rstrip("/")
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", path) or {".", ".."} & set(path.split("/")):
        raise ValueError("a path is wanted, as /atlas")
    return path


class Settings(BaseSettings):
    """Read once, when the server starts or a command first needs them."""

    model_config = SettingsConfigDict(env_prefix="ATLAS_", frozen=True)

    host: str = Field(default="127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on")
    root_path: Annotated[str, AfterValidator(prefix)] = Field(
        default="", description="the path below which a proxy has the site, as /atlas"
    )
    origin: str = Field(
        default="",
        pattern=r"^(https?://[A-Za-z0-9.\-\[\]:]+)?$",
        description="scheme and host of the site, as https://example.org",
    )
    layout_seconds: float = Field(
        default=10, gt=0, le=3600, description="how long one layout may take"
    )
    layout_workers: int = Field(
        default=2, ge=1, le=256, description="how many layouts may run at once"
    )
    layout_megabytes: int = Field(
        default=1024, ge=256, description="how much address space a layout worker may take"
    )
    layout_queue: int = Field(
        default=64, ge=1, description="how many layouts may be under way, the waiting ones included"
    )
    torch_workers: int = Field(
        default=1,
        ge=1,
        le=256,
        description="how many networks may be traced or verified at once",
    )
    torch_seconds: float = Field(
        default=20, gt=0, le=3600, description="how long tracing or verifying one may take"
    )
    torch_megabytes: int = Field(
        default=4096, ge=1024, description="how much address space such a worker may take"
    )
    torch_queue: int = Field(
        default=64,
        ge=1,
        description="how many of these may be under way, the waiting included",
    )
    cache_megabytes: int = Field(
        default=64, ge=1, description="how much memory finished answers and layouts may take"
    )
    request_seconds: float = Field(
        default=30, gt=0, le=3600, description="how long an answer may take"
    )
    connections: int = Field(default=2000, ge=1, description="how many clients may be connected")


def read(**given: object) -> Settings:
    """The settings, those ``given`` before the environment's; ``BadSetting`` for a wrong one."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = f"ATLAS_{first['loc'][0]}".upper()
        raise BadSetting(f"{name}={first['input']}: {first['msg']}") from None


def misspelt() -> Iterator[str]:
    """What the environment has that is no setting, but may have been meant for one, in words."""
    for name in os.environ:
        prefix, _, own = name.upper().partition("_")
        near = get_close_matches(own.lower(), Settings.model_fields, n=1, cutoff=0.75)
        if prefix == "ATLAS" and near and near != [own.lower()]:
            yield f"{name} is no setting: ATLAS_{near[0].upper()} is one"
