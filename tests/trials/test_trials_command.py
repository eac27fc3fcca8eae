"""`flowc test` as a command: which files and tests it takes, when it fails, what it keeps."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.trials.conftest import Flowc

from flowc.trials import suite
from flowrt.engine.engine import EngineError

GOOD = """package test:good;

export flow one() -> u8 {
  1
}

test "it is one" {
  expect one() == 1;
}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flowc: Flowc) -> Path:
    """Return an empty folder that is the working one, with a cache beside it."""
    assert flowc is not None
    (tmp_path / "flows").mkdir()
    monkeypatch.chdir(tmp_path / "flows")
    monkeypatch.setenv("FLOWC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "flows"


def test_a_folder_is_searched_but_not_what_is_hidden_in_it(flowc: Flowc, folder: Path) -> None:
    for name in ("a/one.flow", "b.flow", ".hidden/c.flow", "a/.d.flow"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(GOOD)
    code, out, _ = flowc()
    assert code == 0
    assert [line for line in out.splitlines() if line.endswith(".flow")] == [
        "a/one.flow",
        "b.flow",
    ]
    assert flowc("a", "a/one.flow")[1].count("it is one") == 1
    assert flowc(".hidden/c.flow")[1].count("it is one") == 1


def test_a_file_that_is_not_there(flowc: Flowc) -> None:
    code, _, err = flowc("none.flow", "passes.flow")
    assert code == 1
    assert "error[F001]" in err


def test_a_mistake_in_one_file_does_not_hide_the_next(flowc: Flowc) -> None:
    code, out, err = flowc("a-mistake.flow", "passes.flow")
    assert code == 1
    assert "2 tests, 2 passed" in out
    assert "error[F232]" in err


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sum", ["a sum in a let"]),
        ("two*", ["two and two"]),
        ("*a*", ["two and two", "a sum in a let"]),
        ("t?o and [st]wo", ["two and two"]),
    ],
)
def test_a_filter(flowc: Flowc, text: str, names: list[str]) -> None:
    code, out, _ = flowc("passes.flow", "--filter", text)
    assert code == 0
    assert [line[9:] for line in out.splitlines() if line.startswith("  ok")] == names


def test_a_filter_that_nothing_fits(flowc: Flowc) -> None:
    code, out, err = flowc("passes.flow", "--filter", "two and too")
    assert (code, out) == (1, "")
    assert "error[F034]: no test has such a name" in err
    assert "help: there is `two and two`" in err


@pytest.mark.parametrize(("least", "code"), [("50", 0), ("50.1", 1), ("0", 0), ("100", 1)])
def test_a_threshold(flowc: Flowc, least: str, code: int) -> None:
    found, out, err = flowc("coverage.flow", "--threshold", least)
    assert found == code
    assert "50.0 %" in out
    assert ("error[F035]: the tests reach too little" in err) == (code == 1)


def test_a_file_without_tests_is_not_covered(flowc: Flowc) -> None:
    code, out, err = flowc("passes.flow", "no-tests.flow", "--threshold", "80")
    assert code == 1
    assert "they reach 1 of 2 places, 50.0 %, where 80 % are asked for" in err
    assert "no-tests.flow:3:13  flow `one`" in out


@pytest.mark.parametrize(
    "words", [("--threshold", "101"), ("--jobs", "0"), ("--report", "xml"), ("--timeout", "-1")]
)
def test_a_word_that_cannot_be_meant(flowc: Flowc, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        flowc("passes.flow", *words)
    assert exit_.value.code == 2


def test_machine_code_is_kept_and_a_damaged_one_made_anew(flowc: Flowc, folder: Path) -> None:
    (folder / "good.flow").write_text(GOOD)
    cache = folder.parent / "cache" / "native"
    assert flowc()[0] == 0
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    assert cache.stat().st_mode & 0o077 == 0
    kept.write_bytes(whole[:-1])
    assert flowc()[0] == 0
    assert kept.read_bytes() == whole
    (folder / "good.flow").write_text(GOOD.replace("1\n", "2\n"))
    assert flowc()[0] == 1
    assert len(list(cache.iterdir())) == 2


def test_a_cache_that_cannot_be_written_changes_nothing(
    flowc: Flowc, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "file").write_text("")
    monkeypatch.setenv("FLOWC_CACHE", str(folder / "file" / "cache"))
    (folder / "good.flow").write_text(GOOD)
    assert flowc()[0] == 0


def test_a_test_that_takes_too_long_is_ended(flowc: Flowc, folder: Path) -> None:
    depth, count = 6, 100
    folds = "".join(f"fold x{n} in xs from {'acc' if n else 'u32(0)'} {{ " for n in range(depth))
    tens = ", ".join(["10"] * count)
    (folder / "long.flow").write_text(
        "package test:long;\n\n"
        f"export flow long(xs: list<u32>) -> u32 {{ {folds} acc % 7 + x0 {'}' * depth} }}\n\n"
        f'test "it ends" {{ expect long([{tens}]) == 0; }}\n'
    )
    code, out, err = flowc("--timeout", "1")
    assert code == 1
    assert "FAULT  it ends" in out
    assert "the flow ran longer than its deadline" in err
    assert "R412" in err


def test_a_test_that_is_too_long_for_the_engine_is_told(
    flowc: Flowc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_component: bytes, _store: object) -> None:
        raise EngineError("too many locals: locals exceed maximum")

    monkeypatch.setattr(suite, "load", refuse)
    code, out, err = flowc("passes.flow")
    assert (code, out) == (1, "")
    assert "error[F036]: the engine cannot compile these tests" in err
    assert "`passes.flow`: too many locals" in err


def test_changes_are_watched(folder: Path) -> None:
    flow = folder / "good.flow"
    flow.write_text(GOOD)
    program = Path(sys.executable).parent / "flowc"
    process = subprocess.Popen(
        [program, "test", "--watch"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    timer = threading.Timer(60, process.kill)
    timer.start()
    try:
        assert "1 test, 1 passed in" in next_run(process)
        flow.write_text(GOOD.replace("1\n}", "2\n}"))
        assert "error[F030]" in next_run(process)
        (folder / "more.flow").write_text(GOOD.replace("it is one", "another"))
        assert "ok     another" in next_run(process)
    finally:
        timer.cancel()
        process.kill()
        process.communicate()


def next_run(process: subprocess.Popen[str]) -> str:
    """Return what is printed up to where a change is waited for, or all if that never comes."""
    assert process.stdout is not None
    found = []
    for line in process.stdout:
        found.append(line)
        if "waiting for a change" in line:
            break
    return "".join(found)
