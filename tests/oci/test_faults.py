"""A registry that lies, fails, or leads elsewhere: one clear message, nothing left behind."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.oci.desk import GREETING, Desk
from tests.oci.liar import Liar, Reply, lying

from flowc.oci.manifest import MANIFEST_TYPE, Manifest, describe, digest_of, encode_manifest

CASES = Path(__file__).parent / "cases"
LAYER = GREETING.read_bytes()
BLOB = f"/v2/acme/greeting/blobs/{digest_of(LAYER)}"
TAGGED = "/v2/acme/greeting/manifests/1"


def manifest(layer: bytes = LAYER, kind: str = "application/wasm") -> bytes:
    config = describe("application/vnd.wasm.config.v0+json", b"{}")
    return encode_manifest(Manifest("", config, (describe(kind, layer),)))


DOCUMENT = json.loads(manifest())
PINNED = f"/v2/acme/greeting/manifests/{digest_of(manifest())}"


@pytest.fixture
def liar() -> Iterator[Liar]:
    with lying() as one:
        one.replies[f"GET {TAGGED}"] = one.replies[f"GET {PINNED}"] = Reply(body=manifest())
        one.replies[f"GET {BLOB}"] = Reply(body=LAYER)
        yield one


def changed(**fields: object) -> bytes:
    return json.dumps({**DOCUMENT, **fields}).encode()


def with_layer(**fields: object) -> bytes:
    return changed(layers=[{**DOCUMENT["layers"][0], **fields}])


def archive_layer() -> dict[str, object]:
    return {**DOCUMENT["layers"][0], "mediaType": "application/vnd.flowc.flowpack.v1"}


@pytest.fixture
def shows(liar: Liar, desk: Desk, capsys: pytest.CaptureFixture[str], golden: Golden) -> "Shows":
    return Shows(liar, desk, capsys, golden)


class Shows:
    """Holds that a pull fails as its golden says, and leaves nothing behind."""

    def __init__(
        self, liar: Liar, desk: Desk, capsys: pytest.CaptureFixture[str], golden: Golden
    ) -> None:
        self.liar, self.desk, self.capsys, self.golden = liar, desk, capsys, golden

    def __call__(self, name: str, version: str = ":1", *options: str) -> None:
        reference = f"{self.liar.host}/acme/greeting{version}"
        assert self.desk.pull(reference, *options) == 1
        text = self.capsys.readouterr().err.replace(self.liar.host, "$REGISTRY")
        text = text.replace(str(self.desk.folder), "$DESK")
        self.golden(CASES / f"{name}.err", text)
        assert self.desk.left == []


def test_it_is_honest_when_told_so(liar: Liar, desk: Desk) -> None:
    for version in (":1", f"@{digest_of(manifest())}"):
        assert desk.pull(f"{liar.host}/acme/greeting{version}") == 0


def test_a_manifest_of_another_digest(shows: Shows) -> None:
    shows.liar.replies[f"GET {PINNED}"] = Reply(body=manifest(b"other"))
    shows("f075-manifest", f"@{digest_of(manifest())}")


def test_a_manifest_that_is_not_what_its_own_header_says(shows: Shows) -> None:
    headers = (("Docker-Content-Digest", f"sha256:{'0' * 64}"),)
    shows.liar.replies[f"GET {TAGGED}"] = Reply(body=manifest(), headers=headers)
    shows("f075-header")


def test_other_bytes_of_the_same_length(shows: Shows) -> None:
    shows.liar.replies[f"GET {BLOB}"] = Reply(body=LAYER[:-1] + b"?")
    shows("f075-blob")


def test_too_few_bytes(shows: Shows) -> None:
    shows.liar.replies[f"GET {BLOB}"] = Reply(body=LAYER[:-1])
    shows("f075-short")
    shows.liar.replies[f"GET {BLOB}"] = Reply(body=LAYER[:-1], length=None)
    shows("f075-short")


def test_too_many_bytes_announced(shows: Shows) -> None:
    shows.liar.replies[f"GET {BLOB}"] = Reply(body=LAYER, length=1 << 40, cut=0)
    shows("f076-announced")


@pytest.mark.parametrize("path", [TAGGED, BLOB])
def test_a_length_of_thousands_of_digits(shows: Shows, path: str) -> None:
    headers = (("Content-Length", "9" * 5000),)
    shows.liar.replies[f"GET {path}"] = Reply(body=LAYER, length=None, headers=headers)
    shows(f"f076-digits-{'manifest' if path == TAGGED else 'blob'}")


def test_a_manifest_that_is_compressed(shows: Shows) -> None:
    """Nobody asked for that, and it might grow a thousandfold: it is taken as it comes."""
    headers = (("Content-Encoding", "gzip"),)
    shows.liar.replies[f"GET {TAGGED}"] = Reply(body=gzip.compress(manifest()), headers=headers)
    shows("f077-compressed")


def test_too_many_bytes_sent(shows: Shows) -> None:
    shows.liar.replies[f"GET {BLOB}"] = Reply(body=LAYER + b"?", length=None)
    shows("f076-sent")


def test_a_manifest_without_end(shows: Shows) -> None:
    shows.liar.replies[f"GET {TAGGED}"] = Reply(body=b" " * (5 << 20), length=None)
    shows("f076-manifest")


@pytest.mark.parametrize("size", [(1 << 30) + 1, 1 << 80, 1 << 9999], ids=int.bit_length)
def test_a_layer_that_says_to_be_enormous(shows: Shows, size: int) -> None:
    shows.liar.replies[f"GET {TAGGED}"] = Reply(body=with_layer(size=size))
    shows(f"f076-layer-{size.bit_length()}")
    assert [one.path for one in shows.liar.asked] == [TAGGED]


@pytest.mark.parametrize("cut", [0, 100])
def test_a_connection_that_is_cut(shows: Shows, cut: int) -> None:
    shows.liar.replies[f"GET {BLOB}"] = Reply(body=LAYER, cut=cut)
    shows("f071-cut")


def test_nobody_there(desk: Desk, capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    assert desk.pull("127.0.0.1:1/acme/greeting:1") == 1
    golden(CASES / "f071-nobody.err", capsys.readouterr().err)


@pytest.mark.parametrize("status", [400, 403, 404, 418, 429, 500, 503, 599])
@pytest.mark.parametrize("where", ["manifest", "blob"])
def test_a_refusal(shows: Shows, status: int, where: str) -> None:
    words = {"errors": [{"code": "X", "message": "so it is\u001b[31m\n\u202eeveil"}]}
    path = TAGGED if where == "manifest" else BLOB
    shows.liar.replies[f"GET {path}"] = Reply(status, json.dumps(words).encode())
    shows(f"status-{status}-{where}")


@pytest.mark.parametrize(
    ("name", "challenge"),
    [
        ("none", None),
        ("unknown", "Negotiate"),
        ("basic", 'Basic realm="x"'),
        ("no-realm", "Bearer"),
        ("broken", 'Bearer realm="'),
        ("file", 'Bearer realm="file:///etc/passwd"'),
        ("plain", 'Bearer realm="http://tokens.example/token",service="x"'),
    ],
)
def test_a_challenge_that_nobody_can_answer(shows: Shows, name: str, challenge: str | None) -> None:
    headers = (("WWW-Authenticate", challenge),) if challenge else ()
    shows.liar.replies[f"GET {TAGGED}"] = Reply(401, headers=headers)
    shows(f"challenge-{name}")


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("refused", Reply(401)),
        ("failed", Reply(500)),
        ("moved", Reply(302, headers=(("Location", "http://localhost:1/"),))),
        ("empty", Reply(200)),
        ("number", Reply(200, b'{"token": 7}')),
        ("lines", Reply(200, b'{"token": "a\\r\\nHost: b"}')),
        ("long", Reply(200, b'{"token": "' + b"a" * (1 << 17) + b'"}')),
    ],
)
def test_a_token_that_is_none(shows: Shows, name: str, reply: Reply) -> None:
    realm = f'Bearer realm="http://{shows.liar.host}/token",service="x"'
    headers = (("WWW-Authenticate", realm),)
    shows.liar.replies |= {f"GET {TAGGED}": Reply(401, headers=headers), "GET /token": reply}
    shows.desk.log_in(shows.liar.host, "ada", "open sesame")
    shows(f"token-{name}")


def test_no_token_is_enough(shows: Shows) -> None:
    realm = f'Bearer realm="http://{shows.liar.host}/token",service="x"'
    refusing = Reply(401, headers=(("WWW-Authenticate", realm),))
    shows.liar.replies |= {
        f"GET {TAGGED}": refusing,
        "GET /token": Reply(200, b'{"access_token": "abc"}'),
    }
    shows("token-not-enough")
    assert [one.authorization for one in shows.liar.asked] == [None, None, "Bearer abc"]


def guarded(liar: Liar, path: str, reply: Reply) -> None:
    """Ask for a login at a path before it is answered."""
    challenge = Reply(401, headers=(("WWW-Authenticate", 'Basic realm="x"'),))
    liar.replies[path] = lambda asked: reply if asked.authorization else challenge


def test_credentials_do_not_follow_a_download(desk: Desk, liar: Liar) -> None:
    with lying() as elsewhere:
        elsewhere.replies["GET /there"] = Reply(body=LAYER)
        moved = Reply(307, headers=(("Location", f"http://{elsewhere.host}/there"),))
        guarded(liar, f"GET {TAGGED}", Reply(body=manifest()))
        guarded(liar, f"GET {BLOB}", moved)
        desk.log_in(liar.host, "ada", "open sesame")
        assert desk.pull(f"{liar.host}/acme/greeting:1") == 0
        assert [one.authorization is not None for one in liar.asked] == [False, True, True]
        assert [one.authorization for one in elsewhere.asked] == [None]


def test_nor_do_they_follow_to_a_host_that_is_spelled_like_the_registry(
    desk: Desk, liar: Liar
) -> None:
    """What stands before `\\` is the host for whoever connects, and what follows `@` for others."""
    with lying() as elsewhere:
        elsewhere.replies["GET /%5C@" + f"{liar.host}/there"] = Reply(body=LAYER)
        target = f"http://{elsewhere.host}\\@{liar.host}/there"
        guarded(liar, f"GET {TAGGED}", Reply(body=manifest()))
        guarded(liar, f"GET {BLOB}", Reply(307, headers=(("Location", target),)))
        desk.log_in(liar.host, "ada", "open sesame")
        assert desk.pull(f"{liar.host}/acme/greeting:1") == 0
        assert [one.authorization for one in elsewhere.asked] == [None]


def test_nor_an_upload(desk: Desk, liar: Liar) -> None:
    with lying() as elsewhere:
        elsewhere.replies["PUT /there"] = Reply(201)
        begin = Reply(202, headers=(("Location", f"http://{elsewhere.host}/there?state=1"),))
        guarded(liar, "POST /v2/acme/greeting/blobs/uploads/", begin)
        guarded(liar, f"PUT {TAGGED}", Reply(201))
        desk.log_in(liar.host, "ada", "open sesame")
        assert desk.push(GREETING, f"{liar.host}/acme/greeting:1") == 0
        assert [one.authorization for one in elsewhere.asked] == [None, None]
        assert all("?state=1&digest=sha256%3A" in one.path for one in elsewhere.asked)


def test_they_do_not_answer_where_a_download_leads(shows: Shows) -> None:
    """A place that is led to may ask for a login, and gets none."""
    with lying() as elsewhere:
        headers = (("WWW-Authenticate", 'Basic realm="x"'),)
        elsewhere.replies["GET /there"] = Reply(401, headers=headers)
        moved = Reply(302, headers=(("Location", f"http://{elsewhere.host}/there"),))
        shows.liar.replies[f"GET {BLOB}"] = moved
        shows.desk.log_in(shows.liar.host, "ada", "open sesame")
        shows.desk.pull(f"{shows.liar.host}/acme/greeting:1")
        assert [one.authorization for one in elsewhere.asked] == [None]
        assert shows.desk.left == []


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("plain", "http://cdn.example/blob"),
        ("file", "file:///etc/passwd"),
        ("no-url", "http://[::1"),
        ("circle", BLOB),
    ],
)
def test_a_download_that_leads_astray(shows: Shows, name: str, target: str) -> None:
    shows.liar.replies[f"GET {BLOB}"] = Reply(302, headers=(("Location", target),))
    shows(f"f079-{name}")


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("no-json", b"{"),
        ("deep", b"[" * 100_000),
        ("list", b"[]"),
        ("index", changed(mediaType="application/vnd.oci.image.index.v1+json")),
        ("no-layers", changed(layers=[])),
        ("layers", changed(layers=DOCUMENT["layers"] * 3)),
        ("second", changed(layers=DOCUMENT["layers"] * 2)),
        ("beside", changed(layers=[archive_layer(), *DOCUMENT["layers"]])),
        ("no-config", changed(config=None)),
        ("digest", with_layer(digest="sha256:../../etc/passwd")),
        ("algorithm", with_layer(digest="md5:d41d8cd98f00b204e9800998ecf8427e")),
        ("size", with_layer(size=-1)),
        ("bool", with_layer(size=True)),
        ("type", with_layer(mediaType=None)),
        ("image", with_layer(mediaType="application/vnd.oci.image.layer.v1.tar+gzip")),
    ],
)
def test_a_manifest_that_is_none_of_ours(shows: Shows, name: str, document: bytes) -> None:
    shows.liar.replies[f"GET {TAGGED}"] = Reply(body=document)
    shows(f"f077-{name}")


def test_a_push_that_is_stored_under_another_name(
    desk: Desk, liar: Liar, capsys: pytest.CaptureFixture[str]
) -> None:
    liar.replies |= {
        "POST /v2/acme/greeting/blobs/uploads/": Reply(202, headers=(("Location", "/up"),)),
        "PUT /up": Reply(201),
        f"PUT {TAGGED}": Reply(201, headers=(("Docker-Content-Digest", "sha256:0"),)),
    }
    assert desk.push(GREETING, f"{liar.host}/acme/greeting:1") == 1
    assert "error[F075]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("word", "greeting"),
        ("no-host", "acme/greeting:1"),
        ("capitals", "ghcr.io/Acme/greeting:1"),
        ("no-version", "ghcr.io/acme/greeting"),
        ("tag", "ghcr.io/acme/greeting:-"),
        ("digest", "ghcr.io/acme/greeting@sha256:abc"),
        ("url", "https://ghcr.io/acme/greeting:1"),
    ],
)
def test_what_is_no_reference(
    desk: Desk, capsys: pytest.CaptureFixture[str], golden: Golden, name: str, reference: str
) -> None:
    assert desk.pull(reference) == 1
    golden(CASES / f"f070-{name}.err", capsys.readouterr().err)


def test_every_golden_has_its_test() -> None:
    text = Path(__file__).read_text()
    for golden in CASES.glob("*.err"):
        assert golden.stem.partition("-")[0] in text


def test_the_type_of_manifests_is_the_one_of_oci() -> None:
    assert DOCUMENT["mediaType"] == MANIFEST_TYPE
