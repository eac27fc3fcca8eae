"""Whether a component is valid, by a reader that shares nothing with the compiler's own checks."""

import subprocess
import sys
from pathlib import Path

WASM_TOOLS = Path(sys.executable).with_name("wasm-tools")


def validate(component: bytes) -> None:
    """Hold a component to what `wasm-tools` knows of the Component Model."""
    done = subprocess.run(
        [WASM_TOOLS, "validate"], input=component, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
