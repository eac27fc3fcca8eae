"""References: what is one, what is none, and where one may lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowc.frontend.reference import BadReference, read_reference
from flowc.oci.wire import Wire
from flowc.text.report import Stopped

DIGEST = f"sha256:{'9f' * 32}"


@pytest.mark.parametrize(
    "text",
    [
        "ghcr.io/acme/shop",
        "ghcr.io/acme/shop:1.2",
        f"ghcr.io/acme/shop@{DIGEST}",
        f"ghcr.io/acme/shop:1.2@{DIGEST}",
        "localhost/a",
        "localhost:5000/a/b-c/d__e/f.g_h:_",
        "Registry.Example:443/a",
        "[::1]:5000/a:B.c-D_e",
        "127.0.0.1:1/0",
    ],
)
def test_a_reference_is_read_as_it_is_written(text: str) -> None:
    assert str(read_reference(text)) == text
    assert read_reference(f"oci://{text}") == read_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "oci://",
        "/",
        "shop",
        "acme/shop",
        "-x.io/a",
        "ghcr.io/",
        "ghcr.io//a",
        "ghcr.io/a/",
        "ghcr.io/../a",
        "ghcr.io/A",
        "ghcr.io/a:",
        "ghcr.io/a:-1",
        f"ghcr.io/a:{'x' * 129}",
        "ghcr.io/a:b:c",
        "ghcr.io/a@",
        "ghcr.io/a@sha256:",
        f"ghcr.io/a@{DIGEST.upper()}",
        f"ghcr.io/a@{DIGEST}0",
        f"ghcr.io/a@{DIGEST}\n",
        "user:secret@ghcr.io/a",
        "http://ghcr.io/a",
        "oci://oci://ghcr.io/a",
        "ghcr.io:https/a",
        "ghcr.io/" + "a" * 600,
    ],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(BadReference):
        read_reference(text)


@given(st.text("aA0.:/@_-[]\n ", max_size=30))
def test_any_text_is_a_reference_that_is_written_so_or_none(text: str) -> None:
    try:
        reference = read_reference(text)
    except BadReference:
        return
    assert str(reference) == text


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("localhost:5000", True),
        ("127.0.0.1", True),
        ("127.9.9.9:80", True),
        ("[::1]:5000", True),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("10.0.0.1", False),
        ("[::2]", False),
    ],
)
def test_only_this_machine_is_this_machine(host: str, *, loopback: bool) -> None:
    assert read_reference(f"{host}/a").loopback is loopback


@pytest.mark.parametrize(
    ("plain", "before", "after", "to"),
    [
        (False, "https://a.example/x/y", "z?q", "https://a.example/x/z?q"),
        (False, "https://a.example/x", "https://b.example/", "https://b.example/"),
        (False, "https://a.example/x", "//b.example/", "https://b.example/"),
        (False, "http://localhost:1/x", "http://127.0.0.1/", "http://127.0.0.1/"),
        (True, "http://a.example/x", "http://b.example/", "http://b.example/"),
        (False, "https://a.example/x", "http://a.example/", ""),
        (False, "https://a.example/x", "http://localhost/", ""),
        (True, "https://a.example/x", "http://b.example/", ""),
        (False, "http://localhost/x", "http://b.example/", ""),
        (False, "http://localhost/x", "http://b.example\\@localhost/", ""),
        (False, "https://a.example/x", "ftp://a.example/", ""),
        (False, "https://a.example/x", "https://a.example:port/", ""),
        (False, "https://a.example/x", "", ""),
    ],
)
def test_a_step_is_never_to_where_it_is_less_safe(
    before: str, after: str, to: str, *, plain: bool
) -> None:
    with Wire("a.example", plain=plain) as wire:
        if to:
            assert wire.step(before, after) == to
            return
        with pytest.raises(Stopped):
            wire.step(before, after)
