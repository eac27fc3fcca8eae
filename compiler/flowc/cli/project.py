"""A new project's files, from a template and a name.

Files that end in `.jinja` are filled in, others are copied; `NAME` in a path stands for the
project's name and `dot-` for a leading dot. The component of the hello template is the sample's
own, so that there is one of it: it is in the package when installed from a wheel, and in
`samples/` of a checkout otherwise.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from flowc.text.diagnostic import InternalError

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
CHECKOUT = Path(__file__).resolve().parents[3]
GREETING = "components/greeting"
SUFFIX = ".jinja"


def files(template: str, name: str) -> Mapping[str, bytes]:
    """Return a project's files by path."""
    made = dict(_filled(TEMPLATES / "common", name)) | dict(_filled(TEMPLATES / template, name))
    if template == "hello":
        made |= _greeting()
    return dict(sorted(made.items()))


def _filled(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    environment = Environment(
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - plain text is made, never HTML
    )
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        text = path.read_bytes()
        if path.suffix == SUFFIX:
            text = environment.from_string(text.decode()).render(name=name).encode()
        yield _target(path.relative_to(folder), name), text


def _target(path: Path, name: str) -> str:
    parts = (part.replace("NAME", name) for part in path.parts)
    dotted = "/".join(f".{part[4:]}" if part.startswith("dot-") else part for part in parts)
    return dotted.removesuffix(SUFFIX)


def _greeting() -> dict[str, bytes]:
    """Return the greeting component: its source, its types, and what they were built into."""
    installed = TEMPLATES / "greeting"
    component, shared = installed, installed
    if not installed.is_dir():
        component = CHECKOUT / "samples" / "hello" / "components" / "greeting"
        shared = CHECKOUT / "samples" / "abi"
    paths = {path.relative_to(component).as_posix(): path for path in component.rglob("*.*")}
    paths["cabi.zig"] = shared / "cabi.zig"
    missing = [str(path) for path in paths.values() if not path.is_file()]
    if missing or "greeting.wasm" not in paths:
        raise InternalError("new", f"the greeting component is not whole: {missing}")
    return {f"{GREETING}/{name}": path.read_bytes() for name, path in paths.items()}
