"""Uses of a registry: pinned, fetched, built offline; tags that move, stores that change."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.oci.daemon import Daemon, running
from tests.oci.desk import GREETING, Desk
from tests.oci.liar import Reply, lying

from flowc.cli.main import main
from flowc.oci.manifest import Manifest, describe, digest_of, encode_manifest
from flowrt.archive.archive import open_archive

CASES = Path(__file__).parent / "cases" / "lock"
OTHER = ("--annotation", "org.opencontainers.image.version=2")
HELLO = """\
package acme:remote@1.0.0;

use greeting from "oci://REF";

export flow hello(name: string) -> string { greeting.greet(name) }
"""


@dataclass(frozen=True)
class Shop:
    """A folder with a flow that uses a component of a registry."""

    desk: Desk
    host: str
    reference: str
    capsys: pytest.CaptureFixture[str]

    def write(self, name: str, reference: str = "") -> None:
        Path(name).write_text(HELLO.replace("REF", reference or self.reference))

    def says(self, code: int, *words: str) -> str:
        """Run a command that ends so; return what it says."""
        self.capsys.readouterr()
        assert main(list(words)) == code
        done = self.capsys.readouterr()
        return (done.err + done.out).replace(self.host, "$REGISTRY")

    @property
    def lock(self) -> str:
        return Path("flow.lock").read_text()

    @property
    def stored(self) -> list[Path]:
        return sorted(Path("cache").glob("components/*"))


@pytest.fixture
def shop(
    registry: Daemon,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Shop:
    monkeypatch.setenv("FLOWC_CACHE", str(desk.folder / "cache"))
    name = hashlib.sha256(request.node.name.encode()).hexdigest()[:12]
    reference = f"{registry.host}/shop/{name}:1.0"
    assert desk.push(GREETING, reference) == 0
    made = Shop(desk, registry.host, reference, capsys)
    made.write("shop.flow")
    return made


def test_a_lock_pins_what_a_tag_leads_to(shop: Shop) -> None:
    assert "run `flowc lock shop.flow`" in shop.says(1, "check", "shop.flow")
    assert shop.says(0, "lock", "shop.flow") == "flowc: flow.lock: 1 new, 0 kept\n"
    assert f'from = "oci://{shop.reference}"' in shop.lock
    assert f'digest = "{digest_of(GREETING.read_bytes())}"' in shop.lock
    assert [one.read_bytes() for one in shop.stored] == [GREETING.read_bytes()]
    before = shop.lock
    assert shop.says(0, "lock", "shop.flow") == "flowc: flow.lock: 0 new, 1 kept\n"
    assert shop.lock == before


def test_what_is_built_names_what_it_is_from(shop: Shop) -> None:
    shop.says(0, "lock", "shop.flow")
    key = str(shop.desk.built / "flowc.key")
    build = ["build", "shop.flow", "--key", key, "--portable", "-o"]
    shop.says(0, *build, "one.flowpack")
    shop.says(0, *build, "two.flowpack")
    data = Path("one.flowpack").read_bytes()
    assert data == Path("two.flowpack").read_bytes()
    inputs = json.loads(open_archive(data).header)["inputs"]
    digest = hashlib.sha256(GREETING.read_bytes()).hexdigest()
    assert {"path": f"oci://{shop.reference}", "sha256": digest} in inputs


def test_checking_and_building_need_no_network(
    program: str, tmp_path_factory: pytest.TempPathFactory, shop: Shop
) -> None:
    """The registry is gone before they begin."""
    with running(program, tmp_path_factory.mktemp("gone"), {}) as daemon:
        reference = f"{daemon.host}/acme/greeting:1.0"
        assert shop.desk.push(GREETING, reference) == 0
        shop.write("shop.flow", reference)
        shop.says(0, "lock", "shop.flow")
    shop.says(0, "check", "shop.flow")
    shop.says(0, "test", "shop.flow")
    key = str(shop.desk.built / "flowc.key")
    shop.says(0, "build", "shop.flow", "--key", key, "--portable")
    shop.says(0, "lock", "shop.flow")
    shop.says(0, "fetch", "shop.flow")
    assert "error[F071]" in shop.says(1, "lock", "--check", "shop.flow")


def test_another_machine_fetches_what_is_pinned(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.says(0, "lock", "shop.flow")
    assert shop.says(0, "fetch", "shop.flow") == "flowc: fetched 0 components\n"
    monkeypatch.setenv("FLOWC_CACHE", str(shop.desk.folder / "second"))
    assert "run `flowc fetch shop.flow`" in shop.says(1, "check", "shop.flow")
    assert shop.says(0, "fetch", "shop.flow") == "flowc: fetched 1 component\n"
    shop.says(0, "check", "shop.flow")
    monkeypatch.setenv("FLOWC_CACHE", "off")
    assert "error[F084]" in shop.says(1, "fetch", "shop.flow")
    assert "error[F084]" in shop.says(1, "check", "shop.flow")


def test_a_tag_that_moves_changes_nothing_until_it_is_wanted(shop: Shop, golden: Golden) -> None:
    shop.says(0, "lock", "shop.flow")
    before = shop.lock
    shop.says(0, "lock", "--check", "shop.flow")
    assert shop.desk.push(GREETING, shop.reference, *OTHER) == 0
    for command in ("check", "lock", "fetch"):
        shop.says(0, command, "shop.flow")
    assert shop.lock == before
    said = shop.says(1, "lock", "--check", "shop.flow")
    golden(
        CASES / "f088-moved.err", said.replace(shop.reference.rpartition("/")[2], "greeting:1.0")
    )
    assert shop.lock == before
    assert "greeting is sha256:" in shop.says(0, "update", "shop.flow", "greeting")
    assert shop.lock != before
    assert shop.says(0, "update", "shop.flow") == "flowc: greeting is the same\n"
    shop.says(0, "lock", "--check", "shop.flow")


def test_a_changed_copy_is_noticed_and_replaced(shop: Shop) -> None:
    shop.says(0, "lock", "shop.flow")
    shop.says(0, "check", "shop.flow")
    (copy,) = shop.stored
    copy.write_bytes(copy.read_bytes()[:-1] + b"?")
    assert "error[F085]" in shop.says(1, "check", "shop.flow")
    assert shop.says(0, "fetch", "shop.flow") == "flowc: fetched 1 component\n"
    shop.says(0, "check", "shop.flow")


def test_a_verdict_holds_while_lock_and_copy_do(shop: Shop) -> None:
    shop.says(0, "lock", "shop.flow")
    shop.says(0, "check", "shop.flow")
    shop.says(0, "check", "shop.flow")
    Path("flow.lock").write_text(shop.lock.replace("size = ", "size = 1"))
    assert "error[F085]" in shop.says(1, "check", "shop.flow")
    Path("flow.lock").unlink()
    assert "error[F083]" in shop.says(1, "check", "shop.flow")


def test_a_digest_in_the_source_rules(shop: Shop) -> None:
    shop.says(0, "lock", "shop.flow")
    digest = shop.lock.partition('manifest = "')[2].partition('"')[0]
    assert shop.desk.push(GREETING, shop.reference, *OTHER) == 0
    shop.write("shop.flow", f"{shop.reference}@{digest}")
    assert "error[F083]" in shop.says(1, "check", "shop.flow")
    shop.says(0, "lock", "--prune", "shop.flow")
    assert shop.lock.count("[[component]]") == 1
    shop.says(0, "check", "shop.flow")
    shop.says(0, "lock", "--check", "shop.flow")
    Path("flow.lock").write_text(
        shop.lock.replace(f'manifest = "{digest}"', f'manifest = "sha256:{"0" * 64}"')
    )
    assert "error[F086]" in shop.says(1, "check", "shop.flow")
    assert "1 new, 0 kept" in shop.says(0, "lock", "shop.flow")
    shop.says(0, "check", "shop.flow")


def test_flows_of_a_folder_share_a_lock(shop: Shop) -> None:
    other = shop.reference.replace(":1.0", ":2.0")
    assert shop.desk.push(GREETING, other) == 0
    shop.write("other.flow", other)
    shop.says(0, "lock", "shop.flow")
    shop.says(0, "lock", "other.flow")
    shop.says(0, "check", "shop.flow", "other.flow")
    assert len(shop.stored) == 1
    assert "0 new, 2 kept" in shop.says(0, "lock", "shop.flow", "other.flow", "--prune")
    assert "0 new, 1 kept" in shop.says(0, "lock", "other.flow", "--prune")
    assert "error[F083]" in shop.says(1, "check", "shop.flow")


def test_what_another_package_uses_is_in_the_lock_of_the_root(shop: Shop) -> None:
    Path("shared").mkdir()
    shop.write("shared/shared.flow")
    Path("root.flow").write_text(
        'package acme:root;\n\nuse shared from "shared/shared.flow";\n\n'
        "export flow main(name: string) -> string { shared.hello(name) }\n"
    )
    assert "run `flowc lock root.flow`" in shop.says(1, "check", "root.flow")
    shop.says(0, "lock", "root.flow")
    shop.says(0, "check", "root.flow")
    assert not Path("shared/flow.lock").exists()
    said = shop.says(0, "update", "root.flow", "shared.greeting")
    assert said == "flowc: shared.greeting is the same\n"
    said = shop.says(1, "update", "root.flow", "greeting")
    assert "error[F089]" in said
    assert "help: there is `shared.greeting`" in said


def test_what_is_local_need_not_be_there_to_lock(shop: Shop) -> None:
    text = Path("shop.flow").read_text()
    Path("shop.flow").write_text(text.replace("export", 'use no from "no.wasm";\n\nexport'))
    shop.says(0, "lock", "shop.flow")
    Path("shop.flow").write_text(text.replace("export", "exprot"))
    shop.says(1, "lock", "shop.flow")


def test_an_archive_is_no_component(shop: Shop) -> None:
    assert shop.desk.push(shop.desk.archive, shop.reference) == 0
    assert "error[F077]" in shop.says(1, "lock", "shop.flow")
    assert shop.desk.left == ["shop.flow"]


def test_a_broken_lock_is_left_alone(shop: Shop) -> None:
    Path("flow.lock").write_text("version = 2\n")
    for words in (["lock"], ["lock", "--check"], ["fetch"], ["update"]):
        assert "error[F087]" in shop.says(1, *words, "shop.flow")
    assert shop.lock == "version = 2\n"


def test_nothing_of_registries_needs_no_lock(shop: Shop) -> None:
    Path("plain.flow").write_text("package a:b;\n\nexport flow f() -> u32 { 1 }\n")
    assert "uses nothing of registries" in shop.says(0, "lock", "plain.flow")
    shop.says(0, "fetch", "plain.flow")
    assert shop.desk.left == ["plain.flow", "shop.flow"]


def test_a_registry_that_lies_leaves_lock_and_store_alone(shop: Shop) -> None:
    layer = GREETING.read_bytes()
    config = describe("application/vnd.wasm.config.v0+json", b"{}")
    document = encode_manifest(Manifest("", config, (describe("application/wasm", layer),)))
    with lying() as liar:
        liar.replies["GET /v2/acme/greeting/manifests/1"] = Reply(body=document)
        liar.replies[f"GET /v2/acme/greeting/blobs/{digest_of(layer)}"] = Reply(
            body=layer[:-1] + b"?"
        )
        shop.write("shop.flow", f"{liar.host}/acme/greeting:1")
        assert "error[F075]" in shop.says(1, "lock", "shop.flow")
    assert shop.stored == []
    assert shop.desk.left == ["shop.flow"]
