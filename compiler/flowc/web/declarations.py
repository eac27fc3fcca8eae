"""The module's types for TypeScript: one declaration for each named type, flow and service."""

import json

from flowc.web.naming import identifier
from flowc.web.types import Types, members
from flowrt.plan.cuts import Service
from flowrt.plan.plan import Entry, Parameter, Plan

DECLARATIONS = """\
// {package} {version}, made by flowc; {interface}

import type * as Component from "./{stem}.component.mjs";

{types}
/** The flows: what each takes, and what it comes to. */
export interface Flows {{
{flows}}}

/** A server that speaks as flowrt does, with what it is to be sent: a token, for example. */
export interface Address {{
  url: string | URL;
  headers?: Record<string, string>;
}}

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
  /** Told of each step when it begins, and again, with `ms`, when it has ended. */
  onStep?: (step: Step) => void;
}}

/** What a transaction does: all of it, a segment between two cuts, or what a cut asks for. */
export interface Step {{
  id: number;
  /** The number of the step that this one is a part of, or 0. */
  within: number;
  kind: "flow" | "segment" | "cut";
  name: string;
  flow: string;
  place: string;
  /** The number of the cut. */
  cut?: number;
  /** When it began, in milliseconds from the beginning of the flow. */
  at: number;
  /** How long it took, in milliseconds, once it has ended. */
  ms?: number;
  /** What the breaker of the service did that was asked: "refused", or its new state. */
  breaker?: "refused" | "open" | "half-open" | "closed";
  /** The code of what it failed with. */
  failed?: string;
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
   * between. An instance that has trapped is of no more use.{waiting}
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
    waiting = ", ".join(f"`{entry.name}`" for entry in plan.entries if entry.waits)
    return DECLARATIONS.format(
        waiting=waiting and f" Flows that wait are not in it:\n   * {waiting}.",
        stem=stem,
        package=plan.package,
        version=plan.package_version,
        interface=plan.interface,
        flows=flows,
        services=services,
        functions="\n".join(_function(entry) for entry in plan.entries),
        types=types.text(),
    )


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
        f"{members((name, types.of(shape)) for name, shape in one.params)}): "
        f"{_answer(types.of(one.result) if one.result else 'void')};\n"
        for one in service.functions
    )
    return f"  {json.dumps(service.name)}: string | URL | Address | {{\n{functions}  }};\n"


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
