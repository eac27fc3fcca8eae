"""The engine's library for each machine: exactly these bytes, out of exactly these wheels.

`flowc` that runs on a machine has its library installed; for any other machine it is taken out of
the wheel that the engine's makers publish for it, and must be the one that was looked at.
"""

import hashlib
from dataclasses import dataclass

VERSION = "50.0.1"


@dataclass(frozen=True, slots=True)
class Pinned:
    """A wheel, by the platform it is published for and its SHA-256; the library in it, likewise."""

    platform: str
    wheel: str
    member: str
    library: str

    def is_library(self, data: bytes) -> bool:
        """Return whether these are the library's bytes."""
        return hashlib.sha256(data).hexdigest() == self.library


PINNED = {
    "x86_64-linux": Pinned(
        "manylinux1_x86_64",
        "cc14c3a17654e0394e0225b11813532ef0cd7bd1e222a0c5494cdedaabeddac4",
        "wasmtime/linux-x86_64/_libwasmtime.so",
        "3127ca42fe7cdd3f0a43a358e79177dcfedd46c1746329826403b9d854de6178",
    ),
    "aarch64-linux": Pinned(
        "manylinux2014_aarch64",
        "675484e525c028dc02762b777f1db4477ea70caa3fec6775426daff4d64edfb1",
        "wasmtime/linux-aarch64/_libwasmtime.so",
        "4777b787fcc6651c98130ccc7c8ce9160faba5f3b34918886785a43094026fc9",
    ),
    "x86_64-windows": Pinned(
        "win_amd64",
        "a8999581230471f4ff62073b1111eff3a01d45ccec0a908da3f2ae3a499d459c",
        "wasmtime/win32-x86_64/_wasmtime.dll",
        "bb9576481331d8ebffe308048bfe26b45e544552783a9868e971a9c38c08e726",
    ),
    "aarch64-macos": Pinned(
        "macosx_11_0_arm64",
        "ff4fc58ed3cbdb919d056accd4d280be13962a542754aaefd8a9b4654efa9bd9",
        "wasmtime/darwin-aarch64/_libwasmtime.dylib",
        "a69fa55d4600958e3c95a25dd552cfc83105a6288fea764f37a87c578806cd85",
    ),
    "x86_64-macos": Pinned(
        "macosx_10_13_x86_64",
        "13fe813b922712a9e10fe0f48b2c56da06432eea4b24269bb7cd3a6b2720560b",
        "wasmtime/darwin-x86_64/_libwasmtime.dylib",
        "aaa18016fcb37d9794b6df8c263f03c7ae42870d2fc4ede73e6ad7f855b215e3",
    ),
}
