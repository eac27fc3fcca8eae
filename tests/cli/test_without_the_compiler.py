"""A machine that only runs archives needs neither the compiler nor what it is built with."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import ROOT, Workshop
from tests.serve.served import build
from tests.wrap.components import ASKS, exported

BLOCKED = """
import sys
for name in ("flowc", "lark", "jinja2"):
    sys.modules[name] = None
from flowrt.__main__ import main
"""
RUN = ("run", "hello.flowpack", "hello", "--trust", "trust.toml", "--name", "Ada")


def test_the_stub_runs_where_the_compiler_cannot_be_imported(built: Workshop) -> None:
    program = BLOCKED + f"sys.exit(main({RUN!r}))"
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=built.folder, check=True, capture_output=True
    ).stdout
    assert printed == b'"Hello, Ada!"\n'


def test_a_component_is_bound_where_the_compiler_is(tmp_path: Path) -> None:
    build(tmp_path, "asks", ASKS)
    (tmp_path / "fraud.wasm").write_bytes(exported(""))
    words = ["run", "asks.flowpack", "--trust", "trust.toml", "--bind", "fraud=fraud.wasm"]
    program = f"sys.exit(main({[*words, '--cents', '5']!r}))"
    run = [sys.executable, "-c", BLOCKED + program]
    refused = subprocess.run(run, cwd=tmp_path, check=False, capture_output=True)
    assert refused.returncode == 3
    assert b"refused[R518]" in refused.stderr
    run[-1] = BLOCKED.replace('"flowc", "lark", "jinja2"', "") + program
    assert subprocess.run(run, cwd=tmp_path, check=True, capture_output=True).stdout == b'"fine"\n'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", "--wheel-dir"]
    subprocess.run([*pip, str(folder), str(ROOT)], check=True)
    return next(folder.glob("flowc-*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_the_grammar_and_the_codec(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"flowc/grammar/flow.lark", "flowc/produce/codec.wasm", "flowrt/py.typed"} <= names
    [points] = [name for name in names if name.endswith("entry_points.txt")]
    assert "[flowrt.wrap]" in zipfile.ZipFile(wheel).read(points).decode()
    assert not [name for name in names if name.startswith(("tests", "samples", "compiler"))]


@pytest.mark.slow
def test_an_installed_stub_runs_an_archive(wheel: Path, built: Workshop, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path)], check=True)
    bin_ = tmp_path / "bin"
    subprocess.run([str(bin_ / "pip"), "--quiet", "install", str(wheel)], check=True)
    lark = subprocess.run(
        [str(bin_ / "python"), "-c", "import lark"], check=False, capture_output=True
    )
    assert lark.returncode == 1
    printed = subprocess.run(
        [str(bin_ / "flowrt"), *RUN], cwd=built.folder, check=True, capture_output=True
    ).stdout
    assert printed == b'"Hello, Ada!"\n'
