"""Builds the launcher from the sources beside this file: `python runtime_stub/launcher/build.py`.

Writes `compiler/flowc/bundle/launcher-x86_64-linux`, or the file named as the first argument, and
`codes.zig`, the messages that the launcher shares with `flowrt`. The same sources and the same
compiler (ziglang, pinned in pyproject.toml) give the same bytes.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

import json
import pkgutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import flowrt
from flowrt.report import Problem, every_problem

HERE = Path(__file__).resolve().parent
COMMITTED = HERE.parents[1] / "compiler" / "flowc" / "bundle" / "launcher-x86_64-linux"
TARGET = ("-target", "x86_64-linux-gnu.2.28")
CODES = """\
//! The messages that the launcher shares with `flowrt`; `build.py` writes this file.

const std = @import("std");

pub const Code = struct {
    code: []const u8,
    level: []const u8,
    title: []const u8,
    rule: []const u8,
    help: []const u8,
    exit: u8,
};

pub fn find(comptime code: []const u8) Code {
    @setEvalBranchQuota(10_000);
    for (all) |one| if (std.mem.eql(u8, one.code, code)) return one;
    @compileError("there is no message " ++ code);
}

pub const all = [_]Code{
"""


def codes() -> str:
    """Return `codes.zig`: the messages of all modules, whichever were imported before."""
    for module in pkgutil.walk_packages(flowrt.__path__, "flowrt."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    lines = (f"    {_row(one)},\n" for one in every_problem() if one.code.startswith("R"))
    return CODES + "".join(lines) + "};\n"


def _row(one: type[Problem]) -> str:
    texts = {"code": one.code, "level": one.level, "title": one.title, "rule": one.rule}
    fields = [f".{name} = {json.dumps(text)}" for name, text in {**texts, "help": one.help}.items()]
    return f".{{ {', '.join(fields)}, .exit = {one.exit_code} }}"


def command(kind: str, source: str, target: Path, cache: Path, *more: str) -> list[str]:
    """Return the command that builds one source file into `target`."""
    return [
        sys.executable, "-m", "ziglang", kind, str(HERE / source), *TARGET, *more,
        "-O", "ReleaseSafe", "-fstrip", "-lc",
        "--cache-dir", str(cache), "--global-cache-dir", str(cache), f"-femit-bin={target}",
    ]  # fmt: skip


def build() -> bytes:
    """Return the built launcher; caches and outputs live in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        target, cache = Path(folder) / "launcher", Path(folder) / "cache"
        fast = Path(folder) / "sha256_fast.o"
        with_sha = ("-mcpu", "x86_64_v3+sha", "-fno-compiler-rt")
        for one in (
            command("build-obj", "sha256_fast.zig", fast, cache, *with_sha, "-O", "ReleaseFast"),
            command("build-exe", "main.zig", target, cache, "-mcpu", "x86_64", str(fast)),
        ):
            subprocess.run(one, check=True)  # noqa: S603 - our own
        return target.read_bytes()


if __name__ == "__main__":
    (HERE / "codes.zig").write_text(codes())
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else COMMITTED
    target.write_bytes(build())
