"""The text door: one function that takes a flow's parameters as JSON and gives its result as JSON.

For each exported flow an entry function decodes the parameters by their descriptors, fills in
defaults, calls the flow and prints the result; `invoke` and `invoke-lines` choose among them.
What the two promise is written in runtime_stub/FORMAT.md.
"""

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph, GraphParam
from flowc.produce import access, handles
from flowc.produce.body import Body
from flowc.produce.code import core_of, name
from flowc.produce.descriptors import Params, size_of
from flowc.produce.glue import Glue
from flowc.produce.layout import offsets_of

NAMES = ("door:invoke", "door:invoke-lines")
"""The functions that a host calls."""

CHOICE = """\
(func $choose (param $entry i32) (param $p i32) (param $n i32) (result i32)
  (local.set $entry (i32.and (local.get $entry) (i32.const 0x7fffffff)))
{blocks}
  (unreachable))"""

# The entry's highest bit asks for integers of 64 bits as strings, which `out_begin` is told.
# An answer is a result<string, string>: a tag, then where the text lies.
INVOKE = """\
(func $door:invoke (param $entry i32) (param $p i32) (param $n i32) (result i32) (local $answer i32)
  (local.set $answer (call $alloc (i32.const 12) (i32.const 4)))
  (call $out_begin (i32.shr_u (local.get $entry) (i32.const 31)))
  (if (call $choose (local.get $entry) (local.get $p) (local.get $n))
    (then
      (i32.store (local.get $answer) (i32.const 1))
      (call $fault (i32.add (local.get $answer) (i32.const 4))))
    (else
      (i32.store (local.get $answer) (i32.const 0))
      (call $out_end (i32.add (local.get $answer) (i32.const 4)))))
  (local.get $answer))"""

# One output line for each input line; `!` stands before a fault. What a line allocates is freed.
INVOKE_LINES = """\
(func $door:invoke-lines (param $entry i32) (param $p i32) (param $n i32) (result i32)
    (local $end i32) (local $stop i32) (local $mark i32) (local $cell i32)
  (local.set $cell (call $alloc (i32.const 8) (i32.const 4)))
  (local.set $end (i32.add (local.get $p) (local.get $n)))
  (call $out_begin (i32.shr_u (local.get $entry) (i32.const 31)))
  (block $done (loop $line
    (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
    (local.set $stop (call $line_end (local.get $p) (local.get $end)))
    (local.set $mark (call $mark))
    (if (call $has_text (local.get $p) (local.get $stop))
      (then (if (call $choose (local.get $entry) (local.get $p)
                              (i32.sub (local.get $stop) (local.get $p)))
        (then
          (call $fault (local.get $cell))
          (call $out_byte (i32.const 33))
          (call $out_bytes (i32.load (local.get $cell)) (i32.load offset=4 (local.get $cell)))))))
    (call $out_byte (i32.const 10))
    (call $release (local.get $mark))
    (local.set $p (i32.add (local.get $stop) (i32.const 1)))
    (br $line)))
  (call $out_end (local.get $cell))
  (local.get $cell))
(func $has_text (param $p i32) (param $end i32) (result i32)
  (loop $next
    (if (i32.ge_u (local.get $p) (local.get $end)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.load8_u (local.get $p)) (i32.const 32)) (then (return (i32.const 1))))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (br $next))
  (unreachable))"""


def functions(flows: tuple[FlowGraph, ...], glue: Glue) -> list[str]:
    """Return the door's functions over the exported flows, whose order is their entry number."""
    entries = [entry(flow, glue) for flow in flows]
    blocks = "\n".join(
        f"  (if (i32.eq (local.get $entry) (i32.const {index}))"
        f" (then (return (call $entry:{flow.name} (local.get $p) (local.get $n)))))"
        for index, flow in enumerate(flows)
    )
    return [*entries, CHOICE.format(blocks=blocks), INVOKE, INVOKE_LINES]


def parameters(flow: FlowGraph) -> Params:
    """Return a flow's parameters as the codec is to read them."""
    fields = tuple(t.Field(p.name, p.value.type) for p in flow.params)
    return Params(fields, frozenset(p.name for p in flow.params if p.default is not None))


def entry(flow: FlowGraph, glue: Glue) -> str:
    """Return the function that runs one flow on text: 0 where it went well, 1 with a fault."""
    body = Body(flow, glue)
    code = body.code
    params = parameters(flow)
    code.emit(f"i32.const {size_of(params)}", "i32.const 8", "call $alloc")
    base = code.keep("i32")
    code.emit(f"i32.const {len(flow.params)}", "i32.const 1", "call $alloc")
    present = code.keep("i32")
    code.emit(glue.statics.descriptor(params), "local.get $p", "local.get $n")
    code.emit(f"local.get {base}", f"local.get {present}", "call $decode_params")
    with code.nested("if"):
        code.emit("i32.const 1", "return")
    for index, (param, at) in enumerate(
        zip(flow.params, offsets_of(t.Record(params.fields)), strict=True)
    ):
        take(body, param, (base, at), (present, index))
    with handles.dropped(glue, code):
        code.emit(*(f"local.get {name(p.value)}" for p in flow.params), f"call $flow:{flow.name}")
        result = code.keep(core_of(flow.result))
    code.emit(glue.statics.descriptor(flow.result))
    access.spill(code, flow.result, result)
    code.emit("call $out_value")
    return code.function(f"$entry:{flow.name} (param $p i32) (param $n i32) (result i32)")


def take(body: Body, param: GraphParam, record: tuple[str, int], present: tuple[str, int]) -> None:
    """Set a parameter from the decoded record, or to its default where it was not given.

    `record` and `present` are addresses, each a local and an offset.
    """

    def decoded() -> None:
        access.load(body.code, param.value.type, *record)
        body.set(param.value)

    body.define(param.value)
    if param.default is None:
        decoded()
        return
    body.code.emit(f"local.get {present[0]}", f"i32.load8_u offset={present[1]}")
    with body.code.nested("if"):
        decoded()
        body.code.otherwise()
        body.into(param.value, param.default)
