"""`flowrt deploy kubernetes`: what it writes is what the cluster's schemas take, and what runs."""

import copy
import hashlib
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Golden
from tests.keyless.authority import Authority
from tests.stub.forge import ALICE, MANIFEST, PLAN, header_bytes, seal

from flowrt.__main__ import main
from flowrt.archive.archive import open_archive
from flowrt.cli import serve, work
from flowrt.cli.options import split
from flowrt.deploy.pods import BASE, UNBOUNDED, grace, memory
from flowrt.deploy.yaml import documents
from flowrt.work.names import Names

HERE = Path(__file__).parent
SCHEMAS = json.loads((HERE / "kubernetes-1.37.json").read_text())
SOURCE = f"ghcr.io/acme/hello@sha256:{'1a' * 32}"
LEAST = ["--image", "ghcr.io/acme/flowrt:1", "--from", SOURCE, "--bind", "fraud=nats://n/acme:x"]
NATS = ["--nats", "nats://nats.messaging:4222"]
Objects = dict[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with an archive and a trust file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLOWRT_TRUST", raising=False)
    (tmp_path / "hello.flowpack").write_bytes(seal())
    (tmp_path / "trust.toml").write_text(
        f'[[publisher]]\nname = "acme"\nkeys = ["{ALICE.public.line}"]\npackages = ["acme:*"]\n'
    )
    return tmp_path


def written(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    command = ["deploy", "kubernetes", "hello.flowpack", "--trust", "trust.toml", *LEAST, *words]
    capsys.readouterr()
    assert main(command) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def objects(text: str) -> Objects:
    """Return the objects of a document, by kind and part."""
    made: Objects = {}
    for one in yaml.safe_load_all(text):
        part = one["metadata"]["labels"]["app.kubernetes.io/component"]
        made[f"{one['kind']}/{part}"] = one
    return made


def named(text: str) -> str:
    """Return a document without the digest of the archive that it is for."""
    digest = hashlib.sha256(open_archive(seal()).header).hexdigest()
    assert digest in text
    return text.replace(digest, "$DIGEST")


def check(one: dict[str, Any]) -> None:
    """Hold an object to the schema of its kind."""
    schema = SCHEMAS["kinds"][f"{one['apiVersion']}/{one['kind']}"]
    jsonschema.validate(one, {**schema, "definitions": SCHEMAS["definitions"]})


def container(one: dict[str, Any]) -> dict[str, Any]:
    (found,) = one["spec"]["template"]["spec"]["containers"]
    assert isinstance(found, dict)
    return found


def test_what_is_written_is_its_golden(capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    few = written(capsys, "--open", "--replicas", "1")
    golden(HERE / "cases" / "server.yaml", named(few))
    many = [*NATS, "--token-secret", "callers", "--pull-secret", "registry", "--namespace", "shop"]
    golden(HERE / "cases" / "workers.yaml", named(written(capsys, *many)))


@pytest.mark.parametrize(
    "words",
    [
        ["--open"],
        ["--token-secret", "callers", "--replicas", "1"],
        ["--open", *NATS, "--workers", "0:40", "--lag", "5", "--namespace", "shop"],
        ["--open", "--pull-secret", "registry", "--name", "other", "--timeout", "2.5"],
    ],
)
def test_the_schemas_of_the_cluster_take_it(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    made = objects(written(capsys, *words))
    kinds = [one["kind"] for one in made.values()]
    assert "Deployment" in kinds
    for one in made.values():
        if one["kind"] != "ScaledObject":
            check(one)


def test_the_schemas_take_not_just_anything(capsys: pytest.CaptureFixture[str]) -> None:
    sound = objects(written(capsys, "--open"))["Deployment/serve"]
    for path, value in (
        (("spec", "replicas"), "two"),
        (("spec", "template", "spec", "containers", 0, "imagee"), "x"),
        (("spec", "selector"), []),
        (("apiVersion",), "apps/v2"),
    ):
        wrong: Any = copy.deepcopy(sound)
        inner = wrong
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        with pytest.raises((jsonschema.ValidationError, KeyError)):
            check(wrong)


def test_pods_run_what_they_are_told_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--allow", "clock", "--allow", "random", "--limit", "fuel=7", "--limit", "wall_ms=9"]
    made = objects(written(capsys, *NATS, "--token-secret", "callers", *words))
    digest = made["Deployment/serve"]["metadata"]["annotations"]["flowc/digest"]
    for part, known in (("serve", serve.OPTIONS), ("work", work.OPTIONS)):
        program, command, *rest = container(made[f"Deployment/{part}"])["command"]
        assert (program, command) == ("flowrt", part)
        parsed = split(rest, known)
        assert parsed.rest == ("/archive/app.flowpack",)
        assert parsed.options["digest"] == digest
        assert parsed.options["trust"] == "/etc/flow/trust.toml"
        assert parsed.options["allow"] == "clock,random"
        assert parsed.options["limit"] == "fuel=7,wall_ms=9"
        assert parsed.options["bind"] == "fraud=nats://n/acme:x"
    serving = container(made["Deployment/serve"])
    assert "--open" not in serving["command"]
    secret = {"secretKeyRef": {"name": "callers", "key": "token"}}
    assert {"name": "FLOWRT_TOKEN", "valueFrom": secret} in serving["env"]


def test_who_connects_to_nats_is_a_secret_of_the_cluster(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = objects(written(capsys, "--open", *NATS, "--nats-secret", "queues"))
    for part in ("serve", "work"):
        spec = made[f"Deployment/{part}"]["spec"]["template"]["spec"]
        check(made[f"Deployment/{part}"])
        words = container(made[f"Deployment/{part}"])["command"]
        assert words[words.index("--nats-login") + 1] == "/etc/nats/nats.toml"
        assert {"name": "nats", "secret": {"secretName": "queues"}} in spec["volumes"]
        mounts = container(made[f"Deployment/{part}"])["volumeMounts"]
        assert {"name": "nats", "mountPath": "/etc/nats", "readOnly": True} in mounts


def test_a_password_is_not_written_into_objects(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["deploy", "kubernetes", "hello.flowpack", "--trust", "trust.toml", *LEAST, "--open"]
    for words in (["--nats", "nats://me:secret@n"], ["--bind", "more=queue://me:secret@n/a:b"]):
        assert main([*command, *words]) == 2
        shown = capsys.readouterr()
        assert "R544" in shown.err
        assert "secret" not in shown.out + shown.err


def test_a_file_of_bindings_is_written_out(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "services.toml").write_text('other = "https://other.example.com"\n')
    made = objects(written(capsys, "--open", "--bind", "services.toml"))
    command = container(made["Deployment/serve"])["command"]
    assert "services.toml" not in command
    assert "other=https://other.example.com" in command


def test_what_a_file_says_of_breakers_is_passed_on(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = 'other = { target = "https://other.example.com", breaker = "failures 2 open 5s" }\n'
    (desk / "services.toml").write_text(line)
    words = ("--open", "--bind", "services.toml", "--breaker", "fraud=off")
    made = objects(written(capsys, *words))
    parsed = split(container(made["Deployment/serve"])["command"][2:], serve.OPTIONS)
    assert parsed.options["breaker"] == "other=failures 2 open 5s,fraud=off"


def test_pods_may_do_little(capsys: pytest.CaptureFixture[str]) -> None:
    made = objects(written(capsys, "--open", *NATS))
    for part in ("serve", "work"):
        spec = made[f"Deployment/{part}"]["spec"]["template"]["spec"]
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        for one in (*spec["initContainers"], *spec["containers"]):
            assert one["securityContext"]["readOnlyRootFilesystem"] is True
            assert one["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert one["resources"]["limits"]["memory"]


def test_a_selector_finds_its_own_pods_alone(capsys: pytest.CaptureFixture[str]) -> None:
    made = objects(written(capsys, "--open", *NATS))
    templates = {part: made[f"Deployment/{part}"]["spec"]["template"] for part in ("serve", "work")}
    for name in ("Deployment/serve", "Deployment/work", "Service/serve"):
        selector = made[name]["spec"]["selector"]
        wanted = selector.get("matchLabels", selector).items()
        found = [p for p, one in templates.items() if wanted <= one["metadata"]["labels"].items()]
        assert found == [name.partition("/")[2]]


def test_workers_are_scaled_by_each_queue(capsys: pytest.CaptureFixture[str]) -> None:
    scaled = objects(written(capsys, "--open", *NATS, "--workers", "2:30"))["ScaledObject/work"]
    assert (scaled["spec"]["minReplicaCount"], scaled["spec"]["maxReplicaCount"]) == (2, 30)
    names = [Names(PLAN.package, entry.name) for entry in PLAN.entries]
    streams = [one["metadata"]["stream"] for one in scaled["spec"]["triggers"]]
    assert streams == [one.stream(one.given) for one in names]
    metadata = [one["metadata"] for one in scaled["spec"]["triggers"]]
    endpoints = {one["natsServerMonitoringEndpoint"] for one in metadata}
    assert endpoints == {"nats.messaging:8222"}


def test_memory_and_time_are_the_archives_limits() -> None:
    def bounded(**limits: int) -> Any:
        return MANIFEST.__class__(**{**_fields(), "limits": limits})

    mebi = 1 << 20
    assert memory(bounded(), 4) == BASE + 4 * UNBOUNDED
    assert memory(bounded(memory_bytes=8 * mebi), 4) == BASE + 32
    assert memory(bounded(memory_bytes=8 * mebi, memories=3), 4) == BASE + 96
    in_all = bounded(memory_bytes=8 * mebi, memories=3, total_memory_bytes=mebi)
    assert memory(in_all, 4) == BASE + 4
    assert (grace(bounded()), grace(bounded(wall_ms=90_500))) == (30, 91)


def _fields() -> dict[str, Any]:
    return {name: getattr(MANIFEST, name) for name in MANIFEST.__dataclass_fields__}


def test_the_root_of_names_travels_with_the_trust_file(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Authority().trusted_root
    (desk / "keys.json").write_bytes(root)
    with (desk / "trust.toml").open("a") as file:
        file.write(f'[sigstore]\ntrusted_root = "keys.json"\nsha256 = "{"0" * 64}"\n')
    data = objects(written(capsys, "--open"))["ConfigMap/trust"]["data"]
    assert data == {"trust.toml": (desk / "trust.toml").read_text(), "keys.json": root.decode()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "who may call"),
        (["--open", "--token-secret", "x"], "who may call"),
        (["--open", "--replicas", "0"], "--replicas 0"),
        (["--open", "--workers", "5"], "--workers 5"),
        (["--open", "--workers", "5:4"], "--workers 5:4"),
        (["--open", "--name", "Shop"], "--name Shop"),
        (["--open", "--name", "a\n- b"], "--name a"),
        (["--open", "--namespace", "a: b"], "--namespace a: b"),
        (["--open", "--nats", "here"], "--nats here"),
        (["--open", "--nats", "nats://[::1"], "--nats nats://[::1"),
        (["--open", "--bind", "other=./x.flowpack"], "--bind other=./x.flowpack"),
        (["--open", "--digest", "x"], "--digest"),
        (["price", "--open"], "the flow price"),
    ],
)
def test_a_mistake_is_said(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    command = ["deploy", "kubernetes", "hello.flowpack", *words, "--trust", "trust.toml", *LEAST]
    assert main(command) == 2
    done = capsys.readouterr()
    assert done.out == ""
    assert "error[R421]" in done.err
    assert said in done.err


def test_help_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", "--help"]) == 0
    assert "usage: flowrt deploy kubernetes" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["kubernetes"], ["nomad", "hello.flowpack"]])
def test_only_one_kind_of_cluster_is_known(words: list[str]) -> None:
    assert main(["deploy", *words]) == 2


def test_one_flow_alone(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["deploy", "kubernetes", "hello.flowpack", "greet", "--open", *LEAST, *NATS]
    assert main([*command, "--trust", "trust.toml"]) == 0
    made = objects(capsys.readouterr().out)
    for part in ("serve", "work"):
        assert container(made[f"Deployment/{part}"])["command"][3] == "greet"
    assert len(made["ScaledObject/work"]["spec"]["triggers"]) == 1


@pytest.mark.parametrize(
    ("root", "code"), [("../keys.json", 2), ("trust.toml", 2), ("bytes.json", 1), ("none.json", 1)]
)
def test_a_root_that_cannot_travel(desk: Path, root: str, code: int) -> None:
    (desk / "bytes.json").write_bytes(b"\xff")
    with (desk / "trust.toml").open("a") as file:
        file.write(f'[sigstore]\ntrusted_root = "{root}"\nsha256 = "{"0" * 64}"\n')
    command = ["deploy", "kubernetes", "hello.flowpack", "--open", "--trust", "trust.toml", *LEAST]
    assert main(command) == code


@pytest.mark.parametrize("missing", ["--image", "--from", "--bind"])
def test_what_is_needed_is_asked_for(capsys: pytest.CaptureFixture[str], missing: str) -> None:
    at = LEAST.index(missing)
    least = LEAST[:at] + LEAST[at + 2 :]
    command = ["deploy", "kubernetes", "hello.flowpack", "--open", "--trust", "trust.toml"]
    assert main([*command, *least]) == 2
    assert f"no {missing}" in capsys.readouterr().err


def test_a_tag_pins_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["deploy", "kubernetes", "hello.flowpack", "--open", "--trust", "trust.toml"]
    tagged = [word.replace(f"@sha256:{'1a' * 32}", ":1.0") for word in LEAST]
    assert main([*command, *tagged]) == 2
    assert "give a reference with its digest" in capsys.readouterr().err


def test_what_an_archive_may_touch_is_allowed_by_somebody(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = MANIFEST.__class__(**{**_fields(), "capabilities": ("clock",)})
    (desk / "hello.flowpack").write_bytes(seal(header=header_bytes(manifest)))
    command = ["deploy", "kubernetes", "hello.flowpack", "--open", "--trust", "trust.toml", *LEAST]
    assert main(command) == 2
    assert "the archive may touch clock" in capsys.readouterr().err
    assert "--allow" in written(capsys, "--open", "--allow", "clock")


def test_what_nobody_vouches_for_is_not_deployed(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "trust.toml").write_text("")
    command = ["deploy", "kubernetes", "hello.flowpack", "--open", "--trust", "trust.toml", *LEAST]
    assert main(command) == 3
    assert capsys.readouterr().out == ""


def test_a_file_is_written_whole(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = written(capsys, "--open")
    assert written(capsys, "--open", "--output", "all.yaml") == ""
    assert (desk / "all.yaml").read_text() == text


def test_the_command_of_the_guide_runs(capsys: pytest.CaptureFixture[str]) -> None:
    guide = (HERE.parents[1] / "runtime_stub" / "SERVING.md").read_text(encoding="utf-8")
    section = guide.partition("\n## A cluster\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    command, pipe, apply = block.replace("\\\n", "").replace("DIGEST", "1a" * 32).partition(" | ")
    assert (pipe, apply) == (" | ", "kubectl apply -f -\n")
    program, *words = shlex.split(command)
    assert program == "flowrt"
    assert main([*words, "--bind", "fraud=nats://n/acme:x"]) == 0
    assert "ScaledObject/work" in objects(capsys.readouterr().out)


SCALARS = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.sampled_from(["yes", "~", "1e3", "0x1f", "- a", "a: b"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.text(), VALUES, min_size=1, max_size=3), max_size=3))
def test_any_value_is_read_back_as_it_was(values: list[dict[str, Any]]) -> None:
    assert list(yaml.safe_load_all(documents(values))) == values


@pytest.mark.slow
def test_the_schema_of_keda_takes_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By KEDA's own definition, as a package of npm has it."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    scaled = objects(written(capsys, "--open", *NATS))["ScaledObject/work"]
    install = ["npm", "install", "--silent", "--no-audit", "@kubernetes-models/keda@2.0.0"]
    subprocess.run(install, cwd=desk, check=True)
    program = (
        'import {ScaledObject} from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";'
        "new ScaledObject(JSON.parse(process.argv[1])).validate();"
    )
    node = ["node", "--input-type=module", "-e", program]
    subprocess.run([*node, json.dumps(scaled)], cwd=desk, check=True)
    scaled["spec"]["maxReplicaCount"] = "many"
    assert subprocess.run([*node, json.dumps(scaled)], cwd=desk, check=False).returncode


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Kubernetes itself validates objects with, as a command."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("go is not installed")
    made = tmp_path_factory.mktemp("cluster") / "cluster"
    subprocess.run([go, "build", "-o", str(made), "."], cwd=HERE / "cluster", check=True)
    return made


@pytest.mark.slow
def test_an_api_server_would_take_it(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = written(capsys, *NATS, "--token-secret", "callers", "--pull-secret", "registry")
    others = [one for one in text.split("---\n") if "kind: ScaledObject" not in one]
    told = validated(cluster, "---\n".join(others))
    assert told.stdout.splitlines().count("Deployment <nil>") == 2
    assert told.returncode == 0, told.stdout
    for sound, wrong, problem in (
        ("name: http\n", "name: HTTP_PORT\n", "ports"),  # which the schemas let pass
        ("app.kubernetes.io/component: serve", "app.kubernetes.io/component: a/b", "labels"),
    ):
        assert sound in text
        told = validated(cluster, "---\n".join(others).replace(sound, wrong))
        assert told.returncode == 1, told.stdout
        assert problem in told.stdout


def validated(cluster: Path, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(cluster)], input=text, capture_output=True, text=True, check=False)
