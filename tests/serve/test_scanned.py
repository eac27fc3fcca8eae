"""A scanner reads the OpenAPI document and asks for all of it: no 5xx, and nothing undocumented."""

import subprocess
from pathlib import Path

import pytest
from tests.serve.served import BIN, serving

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance"
)
SOUND = ("price", "pay", "greet", "orders", "drafts", "order")
"""The flows that do not fault on any input that fits their types."""


def scan(shop: Path, tmp_path: Path, *words: str) -> None:
    with serving(shop, *SOUND) as server:
        done = subprocess.run(
            [
                str(BIN / "schemathesis"), "run", f"http://127.0.0.1:{server.port}/openapi.json",
                "--checks", CHECKS, "--generation-deterministic", *words,
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert "passed" in done.stdout
        assert server.ask("GET", "/healthz").status == 200


def test_a_scanner_finds_nothing_in_a_flow(shop: Path, tmp_path: Path) -> None:
    only = ("--include-path", "/v1/flows/pay", "--include-path", "/orders/{customer}")
    scan(shop, tmp_path, "--phases", "fuzzing", "--max-examples", "8", *only)


@pytest.mark.slow
def test_a_scanner_finds_nothing_in_all_of_it(shop: Path, tmp_path: Path) -> None:
    scan(shop, tmp_path, "--max-examples", "200")
