"""Whose resource a handle is of, through instances of one type and components inside one."""

from wasmtime import wat2wasm

from flowc.frontend import signatures
from flowc.frontend.signature import Component
from flowc.frontend.terms import Handle, Resource

SHIM = """\
  (component $shim
    (import "import-type-page" (type $page (sub resource)))
    (import "import-func-make" (func $make (result (own $page))))
    (export $named "page" (type $page))
    (export "make" (func $make) (func (result (own $named)))))
"""


def read(text: str) -> Component:
    return signatures.read(bytes(wat2wasm(text)), "it", "it.wasm")


def made(component: Component, interface: str) -> Resource:
    """Return the resource that an interface's `make` gives a handle of."""
    functions = [
        *component.functions,
        *(one for part in component.imports for one in part.functions),
    ]
    handle = next(one for one in functions if one.interface == interface).type.result
    assert isinstance(handle, Handle)
    return handle.resource


def test_two_imports_of_one_type_have_each_their_own_resource() -> None:
    outside = read("""\
(component
  (type $pages (instance
    (export "page" (type $page (sub resource)))
    (export "make" (func (result (own $page))))))
  (import "a:b/one" (instance (type $pages)))
  (import "a:b/two" (instance (type $pages))))
""")
    assert made(outside, "a:b/one") == Resource("it", "a:b/one", "page", imported=True)
    assert made(outside, "a:b/two") == Resource("it", "a:b/two", "page", imported=True)


def test_a_component_inside_gives_the_resource_that_it_was_given() -> None:
    outside = read(f"""\
(component
  (import "a:b/one" (instance $one
    (export "page" (type $page (sub resource)))
    (export "make" (func (result (own $page))))))
  (alias export $one "page" (type $page))
{SHIM}
  (instance $again (instantiate $shim
    (with "import-type-page" (type $page)) (with "import-func-make" (func $one "make"))))
  (export "a:b/again" (instance $again)))
""")
    assert made(outside, "a:b/again") == made(outside, "a:b/one")


def test_each_instance_of_a_component_defines_its_own_resource() -> None:
    outside = read("""\
(component
  (component $pages
    (type $page' (resource (rep i32)))
    (export $page "page" (type $page'))
    (core module $m (func (export "make") (result i32) unreachable))
    (core instance $i (instantiate $m))
    (func $make (result (own $page)) (canon lift (core func $i "make")))
    (export "make" (func $make)))
  (instance $one (instantiate $pages))
  (instance $two (instantiate $pages))
  (export "a:b/one" (instance $one))
  (export "a:b/two" (instance $two)))
""")
    assert made(outside, "a:b/one") == Resource("it", "a:b/one", "page")
    assert made(outside, "a:b/two") == Resource("it", "a:b/two", "page")
