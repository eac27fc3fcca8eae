"""Who connects to NATS and who it is: encrypted, proven, admitted and permitted, or refused for
what it is."""

import asyncio
import gc
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.queues.guarded import USER, Guarded, encrypted, guarded, operated, public, seed
from tests.queues.test_bindings import CALLING
from tests.queues.working import PATIENCE, archive, started, verified

from flowrt.__main__ import main
from flowrt.bindings import Opening, binding_to
from flowrt.problems.faults import ServiceFailed
from flowrt.run.runner import Runner
from flowrt.work.connect import Server as Address
from flowrt.work.connect import connected
from flowrt.work.errors import NotAdmitted, NotPermitted, ServerNotProven
from flowrt.work.login import Login, login_for

SECRET = "a-secret-of-32-characters-at-most"  # noqa: S105 - of a test's server
"""What may be seen nowhere."""
BY_PASSWORD = {"ca": "ca.pem", "user": "worker", "password": SECRET}

LEAST = """{
  publish: [
    "flow.test.queue.>", "$KV.flow_test_queue_double_transactions.>", "$JS.API.>", "$JS.ACK.>"
  ]
  subscribe: ["flow.test.queue.>", "$SRV.>", "_INBOX.>"]
  allow_responses: true
}"""
"""What SERVING.md says that a worker of `test:queue` needs."""


class Refusal(NamedTuple):
    """What a login says, and what comes of it."""

    said: dict[str, str]
    code: str
    found: str


REFUSALS = (
    Refusal(BY_PASSWORD | {"password": "other"}, "R542", "authorization violation"),
    Refusal({"ca": "ca.pem", "nkey": "stranger.nk"}, "R542", "authorization violation"),
    Refusal({"ca": "ca.pem"}, "R542", "authorization violation"),
    Refusal(BY_PASSWORD | {"ca": "other.pem"}, "R541", "unable to get local issuer certificate"),
    Refusal({"user": "worker", "password": SECRET}, "R541", "unable to get local issuer"),
    Refusal(BY_PASSWORD | {"user": "silent"}, "R543", "permissions violation for publish"),
    Refusal(BY_PASSWORD | {"user": "deaf"}, "R543", "permissions violation for subscription"),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("logins"))


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A server that is encrypted, and knows users by password and by key."""
    folder = tmp_path_factory.mktemp("users")
    user = seed(USER)
    (folder / "worker.nk").write_bytes(user + b"\n")
    (folder / "stranger.nk").write_bytes(seed(USER))
    known = f"""\
authorization {{ users: [
  {{ user: worker, password: "{SECRET}" }}
  {{ nkey: {public(user)} }}
  {{ user: silent, password: "{SECRET}", permissions: {{ publish: "nothing" }} }}
  {{ user: least, password: "{SECRET}", permissions: {LEAST} }}
  {{ user: deaf, password: "{SECRET}", permissions: {{ subscribe: "nothing" }} }}
] }}
"""
    with guarded(folder, encrypted(folder) + known) as at:
        yield at


def trusting(path: Path) -> list[str]:
    return ["--trust", str(path.parent / "trust.toml")]


def work(path: Path, at: Guarded, login: str | None, *more: str) -> int:
    """Run a worker until its queue is empty."""
    words = ["work", str(path), "double", "--nats", at.server.url, "--until-empty", *more]
    return main([*words, *trusting(path), *(["--nats-login", login] if login else [])])


def check(refusal: Refusal, err: str) -> None:
    told = json.loads(err.splitlines()[-1])
    assert told["code"] == refusal.code, err
    assert refusal.found in told["facts"]["found"].lower()
    assert SECRET not in err


@pytest.mark.parametrize("who", [BY_PASSWORD, {"ca": "ca.pem", "nkey": "worker.nk"}])
def test_who_is_known_works(
    path: Path, users: Guarded, who: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert work(path, users, users.login(**who)) == 0
    assert SECRET not in capsys.readouterr().err


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: f"{one.code}-{one.found[:20]}")
def test_who_is_not_is_refused_for_what_it_is(
    path: Path, users: Guarded, refusal: Refusal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert work(path, users, users.login(**refusal.said), "--json") == 1
    check(refusal, capsys.readouterr().err)


def test_what_is_given_up_is_closed_below_encryption_at_once(users: Guarded) -> None:
    ours = Address(users.server.url, login_for(users.login(**BY_PASSWORD), users.server.url))

    async def given_up() -> list[bool]:
        async with connected(ours, "test") as client:
            bare = client._transport._bare_io_writer  # type: ignore[union-attr]  # it is TCP
            before = bare.is_closing()
            client._let_go()  # type: ignore[attr-defined]  # as it does before it connects anew
            return [before, bare.is_closing()]

    assert asyncio.run(given_up()) == [False, True]


def test_a_worker_needs_no_more_than_it_is_said_to(
    path: Path, users: Guarded, capsys: pytest.CaptureFixture[str]
) -> None:
    login = users.login(**BY_PASSWORD | {"user": "least"})
    assert asyncio.run(ask_and_send(path, users, login)) == ([b"8", b"10"], 0)
    assert capsys.readouterr().err == ""


async def ask_and_send(path: Path, at: Guarded, login: str) -> tuple[list[bytes], int]:
    """Have a worker answer a request, and work on a message that fails first and one that does
    not."""
    worker = await asyncio.to_thread(started, path, at.server.url, "double", "--nats-login", login)
    ours = Address(at.server.url, login_for(login, at.server.url))
    async with connected(ours, "test") as client:
        answer = await client.request("flow.test.queue.double", b'{"n":4}', PATIENCE)
        done = await client.subscribe("flow.test.queue.double.done.*")
        await client.flush()
        await client.jetstream().publish("flow.test.queue.double.in", b'{"n":"5"}')
        await client.jetstream().publish("flow.test.queue.double.in", b'{"n":5}')
        result = await done.next_msg(PATIENCE)
        worker.terminate()
        said = await asyncio.to_thread(worker.rest)
        assert said.endswith("flowrt: 1 dead, 1 done\n"), said
    return [answer.data, result.data], worker.returncode


def test_an_operator_of_queues_connects_likewise(
    users: Guarded, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["transactions", "list", "--nats", users.server.url, "--json", "--nats-login"]
    assert main([*words, users.login(**BY_PASSWORD)]) == 0
    for refusal in (REFUSALS[0], REFUSALS[3], REFUSALS[5]):
        assert main([*words, users.login(**refusal.said)]) == 1
        check(refusal, capsys.readouterr().err)


def test_a_client_proves_itself_by_a_certificate(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with guarded(tmp_path, encrypted(tmp_path, "verify: true")) as at:
        ours = {"ca": "ca.pem", "certificate": "worker.pem", "key": "worker.key"}
        assert work(path, at, at.login(**ours)) == 0
        other = {"certificate": "stranger.pem", "key": "stranger.key"}
        capsys.readouterr()
        for said in ({"ca": "ca.pem"}, ours | other):
            assert work(path, at, at.login(**said), "--json") == 1
            check(Refusal(said, "R542", "alert"), capsys.readouterr().err)
        assert work(path, at, at.login(**ours | {"key": "stranger.key"})) == 1
        assert "R540" in capsys.readouterr().err


def test_credentials_of_an_account_are_taken_and_a_strangers_are_not(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with guarded(tmp_path, operated(tmp_path)) as at:
        assert work(path, at, at.login(credentials="worker.creds")) == 0
        assert work(path, at, at.login(credentials="stranger.creds")) == 1
        assert "R542" in capsys.readouterr().err


def test_a_token_is_taken_from_the_environment(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    with guarded(tmp_path, f'authorization {{ token: "{SECRET}" }}\n') as at:
        assert work(path, at, at.login(token="${SHOP_TOKEN}")) == 0
        monkeypatch.setenv("FLOWRT_NATS_LOGIN", at.login(token="${SHOP_TOKEN}"))
        assert work(path, at, None) == 0
        monkeypatch.delenv("FLOWRT_NATS_LOGIN")
        monkeypatch.setenv("NATS_URL", at.server.url.replace("//", f"//{SECRET}@"))
        assert main(["work", str(path), "double", "--until-empty", *trusting(path)]) == 0


def test_nothing_is_told_to_a_server_that_does_not_encrypt(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with guarded(tmp_path, "debug: true\ntrace: true\n") as at:
        for said in ({"tls": "required"}, {"tls": "required", "user": "me", "password": SECRET}):
            assert work(path, at, at.login(**said)) == 1
            assert "it does not encrypt" in capsys.readouterr().err
        assert "CONNECT" not in (at.server.folder / "log").read_text()


def test_a_server_may_speak_only_when_it_is_encrypted(path: Path, tmp_path: Path) -> None:
    with guarded(tmp_path, encrypted(tmp_path, "handshake_first: true")) as at:
        assert work(path, at, at.login(ca="ca.pem", tls="first")) == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_who_is_shut_out_later_ends_with_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = 'authorization {{ users: [ {{ user: {}, password: "{}" }} ] }}\n'
    with guarded(tmp_path, known.format("worker", SECRET)) as at:

        def shut_out() -> None:
            monkeypatch.setattr("flowrt.work.connect.FIRST", 0.3)
            (tmp_path / "nats.conf").write_text(known.format("another", SECRET))
            assert at.server.process is not None
            at.server.process.send_signal(signal.SIGHUP)

        whom = Address(at.server.url, Login(user="worker", password=SECRET))
        assert SECRET not in repr(whom)
        with pytest.raises(NotAdmitted):
            asyncio.run(asyncio.wait_for(use(whom, shut_out), PATIENCE))
    gc.collect()  # the library forgets to close a connection that it is about to make


async def use(whom: Address, then: Callable[[], None]) -> None:
    """Have a connection for as long as it lasts."""
    async with connected(whom, "test"):
        then()
        await asyncio.Event().wait()


def test_nothing_that_others_see_is_secret(users: Guarded, path: Path) -> None:
    login = users.login(**BY_PASSWORD)
    worker = started(path, users.server.url, "double", "--nats-login", login)
    assert SECRET not in Path(f"/proc/{worker.pid}/cmdline").read_text() + worker.said
    worker.terminate()
    said = worker.rest()
    assert said == "flowrt: stops; 0 messages in hand\nflowrt: no message came\n"


@pytest.mark.parametrize("kind", ["nats", "queue"])
def test_a_service_is_bound_by_the_same_login(users: Guarded, kind: str) -> None:
    target = f"{users.server.url.replace('nats', kind)}/test:fraud"
    well = binding_to(target, Opening(login=users.login(**BY_PASSWORD)))
    calls = Runner(verified(CALLING), services={"fraud": well})
    with pytest.raises(ServiceFailed, match=r"nobody answers|has no queue"):
        calls.call_json("checkout", '{"net":5}')
    for number, refused in ((0, NotAdmitted), (3, ServerNotProven), (5, NotPermitted)):
        wrong = binding_to(target, Opening(login=users.login(**REFUSALS[number].said)))
        with pytest.raises(refused):
            Runner(verified(CALLING), services={"fraud": wrong})


def test_each_server_has_a_login_of_its_own(users: Guarded, path: Path) -> None:
    login = users.folder / "servers.toml"
    host = users.server.url.removeprefix("nats://")
    ours = "".join(f'{name} = "{text}"\n' for name, text in BY_PASSWORD.items())
    login.write_text(f'user = "other"\npassword = "other"\n[servers."{host}"]\n{ours}')
    assert work(path, users, str(login)) == 0
    login.write_text(f'{ours}[servers."{host}"]\ntoken = "other"\nca = "ca.pem"\n')
    assert work(path, users, str(login)) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["work", "A", "--nats", f"nats://me:{SECRET}@127.0.0.1"],
        ["work", "A", "--nats=tls://TOKEN@127.0.0.1"],
        ["transactions", "list", "--nats", f"nats://me:{SECRET}@127.0.0.1"],
        [
            "run",
            "A",
            "double",
            "--n",
            "1",
            "--bind",
            f"fraud=nats://me:{SECRET}@127.0.0.1/test:fraud",
        ],
        ["serve", "A", "--bind", f"fraud=queue://me:{SECRET}@127.0.0.1/test:fraud"],
    ],
)
def test_a_password_on_the_command_line_is_refused(
    path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(path) if word == "A" else word for word in words]
    assert main([*words, *(trusting(path) if words[0] != "transactions" else [])]) == 2
    err = capsys.readouterr().err
    assert "R544" in err
    assert SECRET not in err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ca = ", "TOML"),
        ("user = 'me'", "password beside user"),
        ("certificate = 'worker.pem'", "key beside certificate"),
        ("token = 'a'\nnkey = 'worker.nk'", "one way to say who connects"),
        (f"pasword = '{SECRET}'", "one of ca, certificate"),
        ("user = 'me'\npassword = 5550123", "a text"),
        ("token = ''", "found    an empty one"),
        ("token = false", "found    a bool"),
        ("token = '${NOT_SET_ANYWHERE}'", "$NOT_SET_ANYWHERE in the environment"),
        ("tls = 'maybe'", "required or first"),
        ("servers = 5", "a table for each server"),
        ("servers.'127.0.0.1' = 5", "a table"),
        ("servers.'[x'.token = 'a'", "HOST or HOST:PORT"),
        ("servers.'nats://127.0.0.1'.token = 'a'", "HOST or HOST:PORT"),
        (f"servers.'me:{SECRET}@127.0.0.1:0'.token = 'a'", "HOST or HOST:PORT"),
        ("ca = 'nats.toml'", "certificates, as PEM"),
        ("nkey = 'nats.toml'", "an NKey seed"),
        ("credentials = 'nats.toml'", "a block NATS USER JWT"),
        ("certificate = 'nats.toml'\nkey = 'nats.toml'", "a certificate and its unencrypted key"),
    ],
)
def test_a_login_that_is_not_well_is_told_of(
    path: Path, tmp_path: Path, text: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    login = tmp_path / "nats.toml"
    login.write_text(text)
    words = ["work", str(path), "--nats-login", str(login), "--nats", "nats://127.0.0.1"]
    assert main([*words, *trusting(path)]) == 1
    err = capsys.readouterr().err
    assert "error[R540]" in err
    assert expected in err
    assert SECRET not in err
    assert "5550123" not in err


def test_a_login_that_is_not_there_is_told_of(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nats.toml").write_text("credentials = 'nothing.creds'")
    for name in ("nothing.toml", "nats.toml"):
        words = ["work", str(path), "--nats-login", str(tmp_path / name), "--until-empty"]
        assert main([*words, *trusting(path)]) == 1
        assert "nothing." in capsys.readouterr().err


@pytest.mark.parametrize("url", ["127.0.0.1:4222", "http://127.0.0.1", "nats://"])
def test_an_address_of_another_kind_is_refused(
    path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["work", str(path), "--nats", url, *trusting(path)]) == 2
    assert "R421" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_credentials_are_read_again_for_each_connection(tmp_path: Path) -> None:
    with guarded(tmp_path, operated(tmp_path)) as at:
        login, creds = at.login(credentials="worker.creds"), tmp_path / "worker.creds"
        whom = Address(at.server.url, login_for(login, at.server.url))
        asyncio.run(asyncio.wait_for(renewed(at, whom, creds), PATIENCE))
    gc.collect()  # as above


async def renewed(at: Guarded, whom: Address, creds: Path) -> None:
    """Keep a connection over a restart, before which its credentials were put away for a while."""
    missed = asyncio.Event()
    async with connected(whom, "test") as client:
        hear = client._error_cb

        async def heard(error: Exception) -> None:
            if f"{error}" == f"the file cannot be read: {creds}":
                missed.set()
            await hear(error)

        client._error_cb = heard
        away = await asyncio.to_thread(creds.rename, creds.with_suffix(".new"))
        await asyncio.to_thread(at.server.restart)
        await missed.wait()
        await asyncio.to_thread(away.rename, creds)
        subscription = await client.subscribe("a.b")
        await client.publish("a.b", b"c")
        assert (await subscription.next_msg(PATIENCE)).data == b"c"
