"""The header between its values and its bytes, both ways.

`encode_header` gives canonical JSON; `read_header` takes the bytes, refuses any other spelling and
any field that is missing, unknown, of the wrong type or out of range, and gives a `Header` in
which every field has been checked by itself. How blobs lie in the file is for
`flowrt.archive.archive`.
"""

from __future__ import annotations

from types import MappingProxyType

from flowrt import problems
from flowrt.archive import format as f
from flowrt.archive.json_text import loads
from flowrt.archive.names import (
    is_blob_id,
    is_capability,
    is_package,
    is_setting,
    is_target,
    is_version,
)
from flowrt.archive.strict import Reader

_FIELDS = (
    "blobs", "build", "capabilities", "compiler", "engine", "format", "inputs", "limits",
    "package", "version",
)  # fmt: skip
_BLOB = ("id", "kind", "offset", "size")
_DIGESTS = ("pieces", "sha256")
_NATIVE = ("fingerprint", "target")
_APART = ("at", "module")
_READ = Reader(
    lambda place, expected, found: problems.BadHeaderField(place, expected=expected, found=found)
)


def encode_header(header: f.Header) -> bytes:
    """Return the header's canonical bytes; nothing is validated, `read_header` does."""
    m = header.manifest
    fields: dict[str, object] = {
        "format": f.FORMAT_VERSION,
        "package": m.package,
        "version": m.version,
        "build": m.build,
        "capabilities": list(m.capabilities),
        "limits": dict(m.limits or {}),
        "engine": {
            "name": m.engine.name,
            "version": m.engine.version,
            "profile": dict(m.engine.profile),
        },
        "inputs": [{"path": i.path, "sha256": i.sha256} for i in m.inputs],
        "compiler": {"name": m.compiler.name, "version": m.compiler.version},
        "blobs": [_blob_fields(blob) for blob in header.blobs],
    }
    times = {"created": m.created, "not_after": m.not_after}
    return f.canonical_json(fields | {k: v for k, v in times.items() if v is not None})


def _blob_fields(blob: f.Blob) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": blob.id,
        "kind": blob.kind,
        "offset": blob.offset,
        "size": blob.size,
        f.digest_field(blob.kind): blob.digest,
    }
    if blob.kind == "native":
        fields |= {"target": blob.target, "fingerprint": blob.fingerprint}
    if blob.module is not None:
        fields |= {"module": blob.module, "at": blob.at}
    return fields


def read_header(data: bytes) -> f.Header:
    """Return the header that the bytes spell; raises `BadHeader` or `BadHeaderField`."""
    fields = _READ.mapping(_parse(data), "header", _FIELDS, ("created", "not_after"))
    found = _READ.integer(fields["format"], "header.format", 0)
    if found != f.FORMAT_VERSION:
        raise problems.BadHeaderField("header.format", expected=str(f.FORMAT_VERSION), found=found)
    return f.Header(_manifest(fields), _blobs(fields["blobs"]))


def _parse(data: bytes) -> object:
    try:
        value = loads(data.decode("ascii"))
        canonical = f.canonical_json(value)
    except (ValueError, RecursionError) as error:
        raise problems.BadHeader("header", expected="JSON in ASCII", found=str(error)) from None
    if canonical != data:
        raise problems.BadHeader(
            "header",
            expected="sorted fields, each once, without spaces",
            found=f"another spelling from byte {_first_difference(canonical, data)}",
        )
    return value


def _first_difference(left: bytes, right: bytes) -> int:
    pairs = zip(left, right, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _manifest(fields: dict[str, object]) -> f.Manifest:
    return f.Manifest(
        package=_READ.name(fields["package"], "header.package", is_package, "namespace:name"),
        version=_version(fields["version"], "header.version"),
        engine=_engine(fields["engine"]),
        compiler=_compiler(fields["compiler"]),
        build=_READ.integer(fields["build"], "header.build"),
        created=_time(fields, "created"),
        not_after=_time(fields, "not_after"),
        capabilities=_capabilities(fields["capabilities"]),
        limits=_limits(fields["limits"]),
        inputs=_inputs(fields["inputs"]),
    )


def _version(value: object, place: str) -> str:
    return _READ.name(value, place, is_version, "a semantic version, such as 1.2.0")


def _time(fields: dict[str, object], name: str) -> int | None:
    return _READ.integer(fields[name], f"header.{name}") if name in fields else None


def _engine(value: object) -> f.Engine:
    place = "header.engine"
    fields = _READ.mapping(value, place, ("name", "profile", "version"))
    return f.Engine(
        _READ.name(fields["name"], f"{place}.name", is_setting, "an engine's name"),
        _version(fields["version"], f"{place}.version"),
        _profile(fields["profile"], f"{place}.profile"),
    )


def _profile(value: object, place: str) -> MappingProxyType[str, f.Setting]:
    fields = _names(value, place, f.MAX_PROFILE)
    settings = {name: _setting(fields[name], f"{place}.{name}") for name in fields}
    return MappingProxyType(settings)


def _setting(value: object, place: str) -> f.Setting:
    if isinstance(value, bool):
        return value
    return _READ.label(value, place) if isinstance(value, str) else _READ.integer(value, place)


def _names(value: object, place: str, most: int) -> dict[str, object]:
    names = list(value) if isinstance(value, dict) else []
    _READ.sequence(names, place, most)
    for name in names:
        _READ.name(name, place, is_setting, "names of lowercase letters, digits and _")
    return _READ.mapping(value, place, names)


def _compiler(value: object) -> f.Compiler:
    place = "header.compiler"
    fields = _READ.mapping(value, place, ("name", "version"))
    return f.Compiler(
        _READ.name(fields["name"], f"{place}.name", is_setting, "a compiler's name"),
        _version(fields["version"], f"{place}.version"),
    )


def _capabilities(value: object) -> tuple[str, ...]:
    place = "header.capabilities"
    what = "a capability's name"
    names = _READ.names(value, place, f.MAX_CAPABILITIES, is_capability, what)
    _READ.ascending(names, place)
    return names


def _limits(value: object) -> MappingProxyType[str, int]:
    fields = _READ.mapping(value, "header.limits", (), f.LIMIT_NAMES)
    limits = {name: _READ.integer(fields[name], f"header.limits.{name}", 1) for name in fields}
    return MappingProxyType(limits)


def _inputs(value: object) -> tuple[f.Input, ...]:
    place = "header.inputs"
    inputs = _READ.each(value, place, f.MAX_INPUTS, _input)
    _READ.ascending([i.path for i in inputs], place)
    return inputs


def _input(value: object, place: str) -> f.Input:
    fields = _READ.mapping(value, place, ("path", "sha256"))
    path = _READ.label(fields["path"], f"{place}.path", 1024)
    return f.Input(path, _READ.digest(fields["sha256"], f"{place}.sha256"))


def _blobs(value: object) -> tuple[f.Blob, ...]:
    place = "header.blobs"
    blobs = _READ.each(value, place, f.MAX_BLOBS, _blob)
    for kind in ("plan", "component"):
        count = sum(blob.kind == kind for blob in blobs)
        if count != 1:
            raise problems.BadHeaderField(place, expected=f"one blob of kind {kind}", found=count)
    _once(place, "id", [blob.id for blob in blobs])
    _once(place, "document", [blob.kind for blob in blobs if blob.kind in f.DOCUMENTS])
    _check_natives(place, [blob for blob in blobs if blob.target is not None])
    return blobs


def _check_natives(place: str, natives: list[f.Blob]) -> None:
    """Hold that each target has code of the component, once, and of each module at most once."""
    whole = [blob.target or "" for blob in natives if blob.module is None]
    _once(place, "target", whole)
    apart = [blob.target or "" for blob in natives if blob.module is not None]
    _once(place, "module of a target", [f"{b.target} {b.module}" for b in natives if b.module])
    for target in dict.fromkeys(apart):
        count = apart.count(target)
        if target not in whole:
            expected = "the component's code beside that of its modules"
            raise problems.BadHeaderField(
                place, expected=expected, found=f"modules alone for {target}"
            )
        if count > f.MAX_MODULES:
            raise problems.BadHeaderField(
                place, expected=f"at most {f.MAX_MODULES} modules", found=count
            )


def _once(place: str, name: str, keys: list[str]) -> None:
    if len(set(keys)) != len(keys):
        raise problems.BadHeaderField(place, expected=f"each {name} once", found=", ".join(keys))


def _blob(value: object, place: str) -> f.Blob:
    fields = _READ.mapping(value, place, _BLOB, _DIGESTS + _NATIVE + _APART)
    kind = next((k for k in f.KINDS if k == fields["kind"]), None)
    if kind is None:
        expected = " or ".join(f.KINDS)
        raise problems.BadHeaderField(f"{place}.kind", expected=expected, found=fields["kind"])
    digest = f.digest_field(kind)
    apart = _APART if fields.keys() & _APART else ()
    _READ.mapping(value, place, (*_BLOB, digest, *((_NATIVE + apart) if kind == "native" else ())))
    return f.Blob(
        _READ.name(fields["id"], f"{place}.id", is_blob_id, "1 to 64 of a-z 0-9 . _ -"),
        kind,
        _READ.integer(fields["offset"], f"{place}.offset"),
        _READ.integer(fields["size"], f"{place}.size", 1, _most(kind)),
        _READ.digest(fields[digest], f"{place}.{digest}"),
        *_native(fields, place, kind),
    )


def _most(kind: f.Kind) -> int:
    """Return the most bytes that a blob of a kind may have."""
    if kind == "plan":
        return f.MAX_PLAN
    return f.MAX_DOCUMENT if kind in f.DOCUMENTS else f.MAX_BLOB


def _native(
    fields: dict[str, object], place: str, kind: f.Kind
) -> tuple[()] | tuple[str, str] | tuple[str, str, str, int]:
    """Return what a native blob says beyond the others; of a module, which and where it is."""
    if kind != "native":
        return ()
    target = _READ.name(fields["target"], f"{place}.target", is_target, "architecture-system")
    mark = _READ.digest(fields["fingerprint"], f"{place}.fingerprint")
    if "module" not in fields:
        return (target, mark)
    module = _READ.digest(fields["module"], f"{place}.module")
    return (target, mark, module, _READ.integer(fields["at"], f"{place}.at"))
