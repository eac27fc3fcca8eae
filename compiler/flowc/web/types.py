"""The module's types for TypeScript: one declaration for each named type, flow and service.

A value has the form that its JSON has (FORMAT 8.1), but for integers of 64 bits, which are BigInts,
and for bytes, which are `Uint8Array`s.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from flowc.web.naming import identifier, type_name
from flowrt.cuts import Service
from flowrt.plan import Entry, Parameter, Plan
from flowrt.shapes import (
    EnumOf,
    FlagsOf,
    ListOf,
    OptionOf,
    Prim,
    RecordOf,
    ResultOf,
    Shape,
    TupleOf,
    VariantOf,
)

_WRITTEN = frozenset(
    ("App", "CallOptions", "Component", "FlowError", "Flows", "Options", "Services", "Trust")
)
"""What the declarations name besides the flow's own types."""

DECLARATIONS = """\
// {package} {version}, made by flowc; {interface}

import type * as Component from "./{stem}.component.mjs";

{types}
/** The flows: what each takes, and what it comes to. */
export interface Flows {{
{flows}}}

/** Who answers for each service: an address, or functions that take an object of the arguments. */
export interface Services {{
{services}}}

export interface Options {{
  /** Whether transactions have an instance each ("call", the default), or share one ("stream"). */
  isolation?: "call" | "stream";
  /** How many threads run the flows; with 0, the default, the caller's does. */
  threads?: number;
  /** How long a transaction may take, in milliseconds. */
  timeout?: number;
  services?: Partial<Services>;
}}

export interface CallOptions {{
  signal?: AbortSignal;
  timeout?: number;
}}

/** Values that do not fit a flow, or a flow that stopped; `flowc explain CODE` tells more. */
export declare class FlowError extends Error {{
  readonly code: string;
  readonly title: string;
  readonly help: string;
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  readonly flow: string;
  readonly component: string;
  readonly function: string;
  readonly place: string;
  readonly detail: string;
  readonly isInput: boolean;
}}

export declare class App {{
  private constructor();
  call<F extends keyof Flows>(
    flow: F,
    parameters: Flows[F]["parameters"],
    options?: CallOptions,
  ): Promise<Flows[F]["result"]>;
  callText(flow: keyof Flows, text: string, options?: CallOptions): Promise<string>;
  /**
   * The flows as a new instance of the component exports them: values as WIT has them, and no text
   * between. An instance that has trapped is of no more use.
   */
  component(): Promise<typeof Component>;
  close(): Promise<void>;
}}

/** Open the package: its flows under their names, run as the options say. */
export declare function open(options?: Options): App;

/** The keys that may have signed, as trust files have them, and how many of them must have. */
export interface Trust {{
  keys: Array<string>;
  threshold?: number;
}}

/** Open the package out of its archive, if keys that are trusted have signed that. */
export declare function loadArchive(
  address: string | URL,
  options: Options & {{ trust: Trust }},
): Promise<App>;

{functions}"""

FUNCTION = """\
{doc}export declare function {name}(
  parameters{optional}: Flows[{flow}]["parameters"],
  options?: CallOptions,
): Promise<Flows[{flow}]["result"]>;
"""


def declarations(plan: Plan, stem: str) -> str:
    """Return the text of the module's `.d.mts`."""
    types = Types()
    flows = "".join(_flow(entry, types) for entry in plan.entries)
    services = "".join(_service(service, types) for service in plan.services)
    return DECLARATIONS.format(
        stem=stem,
        package=plan.package,
        version=plan.package_version,
        interface=plan.interface,
        flows=flows,
        services=services,
        functions="\n".join(_function(entry) for entry in plan.entries),
        types=types.text(),
    )


@dataclass(frozen=True)
class Types:
    """Types as TypeScript has them; each named one is declared once."""

    declared: dict[str, tuple[Shape, str]] = field(default_factory=dict)

    def text(self) -> str:
        """Return the declarations of what was named."""
        return "".join(
            f"export type {name} = {text};\n" for name, (_, text) in self.declared.items()
        )

    def of(self, shape: Shape | None) -> str:
        """Return a type: its name, if it has one that is not another's, or its form."""
        match shape:
            case (
                RecordOf(str(name)) | VariantOf(str(name)) | EnumOf(str(name)) | FlagsOf(str(name))
            ):
                return self._named(type_name(name), shape)
            case None:
                return "null"
            case _:
                return self._form(shape)

    def _named(self, name: str, shape: Shape) -> str:
        form = self._form(shape)
        taken = name in _WRITTEN or self.declared.get(name, (shape,))[0] != shape
        if taken:
            return form
        self.declared[name] = (shape, form)
        return name

    def _form(self, shape: Shape) -> str:
        match shape:
            case Prim(name):
                return _PRIMS.get(name, "number")
            case ListOf(Prim("u8")):
                return "Uint8Array"
            case ListOf(part):
                return f"Array<{self.of(part)}>"
            case OptionOf(OptionOf() as some):
                return f"{{ some: {self.of(some)} }} | null"
            case OptionOf(some):
                return f"{self.of(some)} | null"
            case ResultOf(ok, err):
                return f"{{ ok: {self.of(ok)} }} | {{ err: {self.of(err)} }}"
            case TupleOf(items):
                return f"[{', '.join(map(self.of, items))}]"
            case RecordOf(_, fields):
                return _members((name, self.of(part)) for name, part in fields)
            case VariantOf(_, cases):
                return " | ".join(self._case(name, part) for name, part in cases)
            case EnumOf(_, names):
                return " | ".join(map(json.dumps, names))
            case FlagsOf(_, names):
                return f"Array<{' | '.join(map(json.dumps, names))}>"

    def _case(self, name: str, part: Shape | None) -> str:
        quoted = json.dumps(name)
        return quoted if part is None else f"{{ {quoted}: {self.of(part)} }}"


_PRIMS = {"bool": "boolean", "u64": "bigint", "s64": "bigint", "char": "string", "string": "string"}


def _members(pairs: Iterator[tuple[str, str]]) -> str:
    return f"{{ {'; '.join(f'{json.dumps(name)}: {text}' for name, text in pairs)} }}"


def _flow(entry: Entry, types: Types) -> str:
    params = "".join(f"      {_param(param, types)};\n" for param in entry.params)
    taken = f"{{\n{params}    }}" if params else "Record<string, never>"
    return (
        f"  {json.dumps(entry.name)}: {{\n    parameters: {taken};\n"
        f"    result: {types.of(entry.result)};\n  }};\n"
    )


def _param(param: Parameter, types: Types) -> str:
    doc = f"/** {_said(param.doc)} */ " if param.doc else ""
    return f"{doc}{json.dumps(param.name)}{'' if param.required else '?'}: {types.of(param.type)}"


def _service(service: Service, types: Types) -> str:
    functions = "".join(
        f"    {json.dumps(one.name)}(arguments_: "
        f"{_members((name, types.of(shape)) for name, shape in one.params)}): "
        f"{_answer(types.of(one.result) if one.result else 'void')};\n"
        for one in service.functions
    )
    return f"  {json.dumps(service.name)}: string | URL | {{\n{functions}  }};\n"


def _answer(form: str) -> str:
    return f"Promise<{form}> | {form}"


def _function(entry: Entry) -> str:
    doc = f"/** {_said(entry.doc)} */\n" if entry.doc else ""
    is_optional = not any(param.required for param in entry.params)
    return FUNCTION.format(
        doc=doc,
        name=identifier(entry.name),
        flow=json.dumps(entry.name),
        optional="?" if is_optional else "",
    )


def _said(doc: str) -> str:
    return " ".join(doc.replace("*/", "* /").split())
