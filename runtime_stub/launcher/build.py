"""Builds the launcher from the sources beside this file: `python runtime_stub/launcher/build.py`.

Writes `compiler/flowc/bundle/launcher-x86_64-linux`, or the file named as the first argument, and
`codes.zig`, the messages that the launcher shares with `flowrt`. The same sources and the same
compiler (ziglang, pinned in pyproject.toml) give the same bytes.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

import json
import pkgutil
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import flowrt.cli
from flowrt.report import Problem, every_problem

HERE = Path(__file__).resolve().parent
COMMITTED = HERE.parents[1] / "compiler" / "flowc" / "bundle" / "launcher-x86_64-linux"
METER = HERE.parent / "meter" / "meter.zig"
TARGET = ("-target", "x86_64-linux-none")
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
    """Return `codes.zig`: the messages of `flowrt` that the sources name."""
    for package in (flowrt, flowrt.cli):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if not module.ispkg and not module.name.endswith("__main__"):
                import_module(module.name)
    sources = (one.read_text() for one in HERE.glob("*.zig") if one.name != "codes.zig")
    used = {code for text in sources for code in re.findall(r'"(R\d{3})"', text)}
    lines = (f"    {_row(one)},\n" for one in every_problem() if one.code in used)
    return CODES + "".join(lines) + "};\n"


def _row(one: type[Problem]) -> str:
    texts = {"code": one.code, "level": one.level, "title": one.title, "rule": one.rule}
    fields = [f".{name} = {json.dumps(text)}" for name, text in {**texts, "help": one.help}.items()]
    return f".{{ {', '.join(fields)}, .exit = {one.exit_code} }}"


def command(kind: str, target: Path, cache: Path, *more: str) -> list[str]:
    """Return the command that builds into `target`."""
    return [
        sys.executable, "-m", "ziglang", kind, *TARGET, "-fPIE", "-fstrip", *more,
        "--cache-dir", str(cache), "--global-cache-dir", str(cache), f"-femit-bin={target}",
    ]  # fmt: skip


def build() -> bytes:
    """Return the built launcher; caches and outputs live in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        target, cache = Path(folder) / "launcher", Path(folder) / "cache"
        fast = Path(folder) / "sha256_fast.o"
        with_sha = ("-mcpu", "x86_64_v3+sha", "-fno-compiler-rt", "-O", "ReleaseFast")
        plain = ("-mcpu", "x86_64", "-O", "ReleaseSafe")
        main = ("--dep", "meter", f"-Mroot={HERE / 'main.zig'}")
        meter = (*plain, "-fstrip", f"-Mmeter={METER}")
        for one in (
            command("build-obj", fast, cache, str(HERE / "sha256_fast.zig"), *with_sha),
            command("build-exe", target, cache, str(fast), *plain, *main, *meter),
        ):
            subprocess.run(one, check=True)  # noqa: S603 - our own
        return target.read_bytes()


if __name__ == "__main__":
    (HERE / "codes.zig").write_text(codes())
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else COMMITTED
    target.write_bytes(build())
