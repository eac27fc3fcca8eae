"""A folder to push from and pull into, with our commands run in this process."""

import base64
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from flowc.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
GREETING = ROOT / "samples" / "hello" / "components" / "greeting" / "greeting.wasm"


@dataclass(frozen=True)
class Desk:
    """A folder of its own, and one with an archive that is shared."""

    folder: Path
    built: Path

    @property
    def archive(self) -> Path:
        return self.built / "hello.flowpack"

    @property
    def trust(self) -> str:
        return str(self.built / "trust.toml")

    def push(self, file: Path, reference: str, *options: str) -> int:
        return main(["push", str(file), reference, *options])

    def pull(self, reference: str, *options: str) -> int:
        return main(["pull", reference, *options])

    @property
    def left(self) -> list[str]:
        """The names of the files that lie there, hidden ones too."""
        return sorted(one.name for one in self.folder.iterdir() if one.is_file())

    def log_in(self, host: str, name: str, password: str) -> None:
        """Leave credentials as `docker login` does."""
        auth = base64.b64encode(f"{name}:{password}".encode()).decode()
        self.configure({"auths": {host: {"auth": auth}}})

    def configure(self, config: object) -> None:
        """Write Docker's configuration."""
        path = self.folder / "docker" / "config.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(config))


def furnish(folder: Path) -> Path:
    """Build an archive into a folder."""
    shutil.copy(ROOT / "samples" / "hello" / "hello.flow", folder)
    shutil.copytree(ROOT / "samples" / "hello" / "components", folder / "components")
    key, trust = str(folder / "flowc.key"), str(folder / "trust.toml")
    assert main(["keygen", key, "--trust", trust]) == 0
    build = ["build", str(folder / "hello.flow"), "--key", key, "--portable", "-o"]
    assert main([*build, str(folder / "hello.flowpack")]) == 0
    return folder
