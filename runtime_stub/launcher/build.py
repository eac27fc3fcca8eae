"""Builds the launchers from the sources beside this file: `python runtime_stub/launcher/build.py`.

Writes `compiler/flowc/bundle/NAME-MACHINE` for each of `BUILDS`, and `codes.zig`, the messages that
the launcher shares with `flowrt`. The same sources and the same compiler (ziglang, pinned in
pyproject.toml) give the same bytes.
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
from flowrt.problems.every import every_problem
from flowrt.problems.report import Problem

HERE = Path(__file__).resolve().parent
BUNDLE = HERE.parents[1] / "compiler" / "flowc" / "bundle"
METER = HERE.parent / "meter" / "meter.zig"
BESIDE = ("guard", "sockets", "filesystem")
"""Components of `flowrt/engine` that are put beside those of a flow."""
CPUS = {
    "x86_64-linux": "x86_64",
    "aarch64-linux": "generic",
    "x86_64-windows": "x86_64",
    "aarch64-macos": "apple_m1",
    "x86_64-macos": "x86_64",
}
OLDEST = {"linux": "gnu.2.28", "windows": "gnu", "macos": "13.0"}
"""The oldest systems that executables run on."""
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


def command(kind: str, triple: str, target: Path, *more: str) -> list[str]:
    """Return the command that builds into `target`; caches lie beside it."""
    cache = str(target.with_name("cache"))
    return [
        sys.executable, "-m", "ziglang", kind, "-target", triple, "-fstrip",
        *more,
        "--cache-dir", cache, "--global-cache-dir", cache, f"-femit-bin={target}",
    ]  # fmt: skip


def build(machine: str = "x86_64-linux", name: str = "launcher") -> bytes:
    """Return a program of `PROGRAMS`; caches and outputs live in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        if name == "thin":
            _run(command("build-lib", _with_c(machine), target, *_thin(machine)))
        else:
            words = (*_fast_hashes(machine, target), *PROGRAMS[name](machine))
            _run(command("build-exe", _alone(machine), target, *words))
        return target.read_bytes()


def _alone(machine: str) -> str:
    """Return the target of what is linked with nothing; on macOS all is linked with the system."""
    oldest = f".{OLDEST['macos']}" if machine.endswith("-macos") else ""
    return f"{machine}{oldest}-none"


def _with_c(machine: str) -> str:
    return f"{machine}-{OLDEST[machine.partition('-')[2]]}"


def _launcher(machine: str) -> tuple[str, ...]:
    plain = ("-mcpu", CPUS[machine], "-O", "ReleaseSafe")
    parts = [word for name in ("meter", *BESIDE) for word in ("--dep", name)]
    system = ("-lc", "-headerpad", "0x800") if machine.endswith("-macos") else ()
    main = (*plain, "-fPIE", *system, *parts, f"-Mroot={HERE / 'main.zig'}")
    apart = ("-target", _alone(machine), *plain, "-fstrip", f"-Mmeter={METER}")
    beside = HERE.parent / "flowrt" / "engine" / "system"
    return (*main, *apart, *(f"-M{name}={beside / name}.wasm" for name in BESIDE))


def _packed(machine: str) -> tuple[str, ...]:
    return ("-mcpu", CPUS[machine], "-O", "ReleaseFast", "-fno-PIE", str(HERE / "packed.zig"))


def _thin(machine: str) -> tuple[str, ...]:
    libraries = ("-lc",) if machine.endswith("-linux") else ()
    cpu = ("-mcpu", CPUS[machine], "-O", "ReleaseSmall", "-dynamic")
    return (*cpu, *libraries, str(HERE / "thin.zig"))


PROGRAMS = {"launcher": _launcher, "packed": _packed}
BUILDS = (
    *(("launcher", machine) for machine in CPUS),
    *(("packed", machine) for machine in CPUS if machine.endswith("-linux")),
    *(("thin", machine) for machine in CPUS if not machine.endswith("-macos")),
)


def _fast_hashes(machine: str, target: Path) -> tuple[str, ...]:
    """Build the object that hashes by instructions which not every processor has."""
    if not machine.startswith("x86_64-"):
        return ()
    fast, source = target.with_name("sha256_fast.o"), str(HERE / "sha256_fast.zig")
    with_sha = ("-mcpu", "x86_64_v3+sha", "-fno-compiler-rt", "-fPIC", "-O", "ReleaseFast")
    _run(command("build-obj", _alone(machine), fast, source, *with_sha))
    return (str(fast),)


def _run(words: list[str]) -> None:
    subprocess.run(words, check=True)  # noqa: S603 - our own


if __name__ == "__main__":
    (HERE / "codes.zig").write_text(codes())
    for name, machine in BUILDS:
        sys.stderr.write(f"building {name} for {machine}\n")
        (BUNDLE / f"{name}-{machine}").write_bytes(build(machine, name))
