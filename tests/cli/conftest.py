"""Workshops that several tests share, and copies of them to be changed at will."""

import shutil
from pathlib import Path

import pytest
from tests.cli.executables import furnished
from tests.cli.workshop import HELLO, ROOT, Workshop, furnish

__all__ = ["HELLO", "ROOT", "Workshop", "furnish"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a workshop in which hello.flowpack is built and trusted; do not change its files."""
    workshop = furnish(tmp_path_factory.mktemp("built"))
    workshop.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    workshop.well(
        "flowc", "build", "hello.flow", "--key", "flowc.key", "--output", "hello.flowpack"
    )
    return workshop


@pytest.fixture
def workshop(built: Workshop, tmp_path: Path) -> Workshop:
    """Return a copy of the built workshop, to be changed at will."""
    shutil.copytree(built.folder, tmp_path, dirs_exist_ok=True)
    return Workshop(tmp_path)


@pytest.fixture(scope="session")
def exe(built: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a workshop with executables beside their archives; do not change its files."""
    return furnished(built, tmp_path_factory.mktemp("exe"))
