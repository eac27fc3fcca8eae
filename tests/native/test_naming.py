"""A module under another name is the same module, to the byte of its code."""

import subprocess

import pytest
from tests.validity import WASM_TOOLS
from wasmtime import wat2wasm

from flowc.native.interface import Unusual
from flowc.native.naming import named
from flowc.produce.sections import leb128


def printed(module: bytes) -> str:
    done = subprocess.run([WASM_TOOLS, "print", "-"], input=module, check=True, capture_output=True)
    return done.stdout.decode()


@pytest.mark.parametrize("own", ["", "$own-name"])
def test_the_module_has_the_name_and_functions_keep_theirs(own: str) -> None:
    text = f'(module {own} (func $kept (param $x i32) nop) (func $other) (data "x"))'
    made = named(bytes(wat2wasm(text)), "given")
    assert "(module $given" in printed(made)
    assert "$own-name" not in printed(made)
    assert "$kept" in printed(made)
    assert "$x" in printed(made)
    assert named(made, "given") == made


def test_a_module_without_names_gets_one() -> None:
    plain = bytes(wat2wasm("(module (func nop))"))
    made = named(plain, "given")
    assert made.startswith(plain)
    assert "(module $given" in printed(made)


def test_a_size_that_is_written_at_length_stays_so() -> None:
    plain = b"\0asm\1\0\0\0" + b"\1\x81\x80\x80\x80\0" + b"\0"
    assert named(plain, "given").startswith(plain)


def test_names_before_code_are_left_alone() -> None:
    names = b"\4name\1\3\1\0\0"
    front = b"\0asm\1\0\0\0" + b"\0" + leb128(len(names)) + names
    with pytest.raises(Unusual, match="before code"):
        named(front + b"\x0a\1\0", "given")


def test_damaged_names_are_left_alone() -> None:
    names = b"\4name\1\x09\1"
    with pytest.raises(Unusual):
        named(b"\0asm\1\0\0\0" + b"\0" + leb128(len(names)) + names, "given")
