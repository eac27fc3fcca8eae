"""Packages of any size, as code of that size looks: what the checker is timed on.

A package has as many nodes (calls of components' functions and of flows) as asked for, over twenty
components at most, among lets, matches, loops and records. It is written twice, flow by flow and
line by line: in the flow language, and in Python for parsers of Python. One seed gives one package.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import wasmtime

COMPONENTS = 20
NODES = 9  # calls in one flow
_COMPONENT = """
(component
  (core module $module
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (func (export "weigh") (param i32 i32) (result i32) unreachable)
    (func (export "price") (param i32 i32 i32) (result i64) unreachable)
    (func (export "pointer") (param i32 i32) (result i32) unreachable)
    (func (export "judge") (param i64) (result i32) unreachable)
    (func (export "label") (param i32 i32 i32) (result i32) unreachable))
  (core instance $core (instantiate $module))
  (alias core export $core "memory" (core memory $memory))
  (alias core export $core "realloc" (core func $realloc))
  (type $item-of (record (field "part-AT" u32) (field "name" string)))
  (export $item "item" (type $item-of))
  (type $verdict-of (variant (case "fine-AT" u64) (case "refused-AT" string) (case "lost-AT")))
  (export $verdict "verdict" (type $verdict-of))
  (func $weigh (param "part" u32) (param "count" u32) (result u32)
    (canon lift (core func $core "weigh")))
  (export "weigh" (func $weigh))
  (func $price (param "of" $item) (result u64)
    (canon lift (core func $core "price") (memory $memory) (realloc $realloc)))
  (export "price" (func $price))
  (func $find (param "name" string) (result (option u32))
    (canon lift (core func $core "pointer") (memory $memory) (realloc $realloc)))
  (export "find" (func $find))
  (func $stock (param "name" string) (result (result u32 (error string)))
    (canon lift (core func $core "pointer") (memory $memory) (realloc $realloc)))
  (export "stock" (func $stock))
  (func $judge (param "price" u64) (result $verdict)
    (canon lift (core func $core "judge") (memory $memory)))
  (export "judge" (func $judge))
  (func $label (param "name" string) (param "count" u32) (result string)
    (canon lift (core func $core "label") (memory $memory) (realloc $realloc)))
  (export "label" (func $label)))
"""


@dataclass(frozen=True, slots=True)
class Generated:
    """A package in the flow language, its components by path, and the package in Python."""

    flow: str
    binaries: Mapping[str, bytes]
    python: str


@cache
def package(nodes: int, seed: int = 1) -> Generated:
    """Return a package with that many calls, at least `NODES`."""
    chance = random.Random(seed)
    flows = [_Flow(chance, at) for at in range(max(1, nodes // NODES))]
    bodies = ["\n".join(flow.flow()) for flow in flows]
    used = [at for at in range(COMPONENTS) if any(f"part-{at}." in body for body in bodies)]
    uses = [f'use part-{at} from "part-{at}.wasm";' for at in used]
    record = "record line { sku: string, count: u32, cents: u64 }"
    text = "\n".join(["package bench:generated@1.0.0;", *uses, record, *bodies])
    imports = [f"import part_{at}" for at in used]
    python = "\n".join([*imports, *("\n".join(flow.python()) for flow in flows)])
    return Generated(text + "\n", binaries(), python + "\n")


@cache
def binaries() -> Mapping[str, bytes]:
    """Return the components by path; each has types of its own."""
    texts = (_COMPONENT.replace("AT", str(at)) for at in range(COMPONENTS))
    return {f"part-{at}.wasm": bytes(wasmtime.wat2wasm(text)) for at, text in enumerate(texts)}


@dataclass(slots=True)
class _Flow:
    """One flow; its statements are drawn in the order in which they are written."""

    chance: random.Random
    at: int
    lines: list[tuple[str, str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.numbers, self.texts = ["count"], ["sku"]
        statements = [self._weigh, self._price, self._find, self._stock, self._judge, self._label]
        chosen = [*statements, *self.chance.choices(statements, k=NODES - len(statements) - 1)]
        self.chance.shuffle(chosen)
        for at, statement in enumerate(chosen):
            self.lines.append(statement(at, self.chance.randrange(COMPONENTS)))
        self._call()

    def flow(self) -> Iterator[str]:
        """Write it in the flow language."""
        yield f"\n/// Step {self.at} of the work."
        yield f"export flow step-{self.at}(lines: list<line>, sku: string, count: u32 = 1)"
        yield "  -> result<u64, string>\n{"
        yield from (f"  {line}" for line, _ in self.lines)
        yield "  let cents = fold line in lines where line.count > 0 from 0 { acc + line.cents };"
        kept = "{ sku: line.sku, count: line.count + 1, cents: line.cents * 2 }"
        yield f"  let more = for line in lines {{ {kept} }};"
        total = " + ".join(self.numbers)
        yield f"  let total = {total};"
        yield "  if total > 1_000 and cents != 0 {"
        texts = " ".join(f"{{{text}}}" for text in self.texts)
        yield f'    err("{{total}} of {texts}, {{length(more)}} lines")'
        yield "  } else { ok(cents + u64(total) * 3) }"
        yield "}"

    def python(self) -> Iterator[str]:
        """Write it in Python."""
        yield f"\n# Step {self.at} of the work."
        yield f"def step_{self.at}(lines: list[line], sku: str, count: int = 1) -> object:"
        yield from (f"    {line}" for _, line in self.lines)
        yield "    cents = sum(line.cents for line in lines if line.count > 0)"
        kept = "{'sku': line.sku, 'count': line.count + 1, 'cents': line.cents * 2}"
        yield f"    more = [{kept} for line in lines]"
        yield f"    total = {' + '.join(self.numbers)}"
        yield "    if total > 1_000 and cents != 0:"
        yield f"        return err(total, {', '.join(self.texts)}, len(more))"
        yield "    else:\n        return ok(cents + u64(total) * 3)"

    def _number(self) -> str:
        return self.chance.choice(self.numbers)

    def _text(self) -> str:
        return self.chance.choice(self.texts)

    def _named(self, kind: str, at: int) -> str:
        known = self.texts if kind == "text" else self.numbers
        known.append(f"{kind}{at}")
        return known[-1]

    def _weigh(self, at: int, part: int) -> tuple[str, str]:
        given, by = f"{self._number()}, {self._number()} + {at}", self.chance.randrange(1, 9)
        name = self._named("weight", at)
        flow = f"let {name} = part-{part}.weigh({given}) * {by};"
        return flow, f"{name} = part_{part}.weigh({given}) * {by}"

    def _price(self, at: int, part: int) -> tuple[str, str]:
        count, text = self._number(), self._text()
        name = self._named("price", at)
        record = f"{{ part-{part}: {count}, name: {text} }}"
        flow = f"let {name} = u32(part-{part}.price({record}) % 100);"
        return flow, f"{name} = u32(part_{part}.price({{'part': {count}, 'name': {text}}}) % 100)"

    def _find(self, at: int, part: int) -> tuple[str, str]:
        text = self._text()
        name = self._named("found", at)
        arms = "some(n) if n > 9 => n - 1, some(n) => n, none => 0"
        flow = f"let {name} = match part-{part}.find({text}) {{ {arms} }};"
        call = f"part_{part}.find({text})"
        return flow, f"{name} = some(n - 1 if n > 9 else n) if (n := {call}) is not none else 0"

    def _stock(self, at: int, part: int) -> tuple[str, str]:
        text = self._text()
        name = self._named("stock", at)
        handler = f'? else why => err("no {at}: {{why}}")'
        flow = f"let {name} = part-{part}.stock({text}){handler};"
        return flow, f"{name} = part_{part}.stock({text}).otherwise(lambda why: err('no', why))"

    def _judge(self, at: int, part: int) -> tuple[str, str]:
        count = self._number()
        name = self._named("judged", at)
        arms = f"fine-{part}(cents) => u32(cents % 7), refused-{part}(_) => 1, lost-{part} => 2"
        flow = f"let {name} = match part-{part}.judge(u64({count})) {{ {arms} }};"
        call = f"part_{part}.judge(u64({count}))"
        return flow, f"{name} = {{'fine': u32(cents % 7), 'refused': 1, 'lost': 2}}[{call}]"

    def _label(self, at: int, part: int) -> tuple[str, str]:
        text, count = self._text(), self._number()
        name = self._named("text", at)
        flow = (
            f"let {name} = {text} |> part-{part}.label(if {count} > 3 {{ 3 }} else {{ {count} }});"
        )
        return flow, f"{name} = part_{part}.label({text}, 3 if {count} > 3 else {count})"

    def _call(self) -> None:
        """Call one of the flows before, or a function where there is none."""
        text, count = self._text(), self._number()
        if not self.at:
            self.lines.append(self._weigh(NODES, 0))
            return
        callee = self.chance.randrange(max(0, self.at - 50), self.at)
        name = self._named("called", NODES)
        flow = f"let {name} = u32(step-{callee}(lines, {text}, count: {count})? % 1_000);"
        line = f"{name} = u32(step_{callee}(lines, {text}, count={count}).get() % 1_000)"
        self.lines.append((flow, line))
