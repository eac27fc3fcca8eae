// Whether a server has what is called of a service: compared before the first call, and then no more.

import { FlowError } from "./problems.js";
import { failed } from "./said.js";
import { signatureOf } from "./spelled.js";

/** How long a service may take to say what it has, in milliseconds, and what it has to say it in. */
const MOST = 10_000;
const SCHEMA = 1;
const NAMED = ["record", "variant", "enum", "flags"];

/** What is called of a service, until it was compared with what its server says that it has. */
export class Agreed {
  constructor() {
    this.isAgreed = false;
    this.underWay = undefined;
  }

  /** See that it was compared before a call; `ask` gets an answer of the server's by its path. */
  async seeTo(cut, ask, scope) {
    while (!this.isAgreed) {
      if (this.underWay) await this.underWay;
      else await this.compared(cut, ask, scope);
    }
  }

  /** Compare now; whoever calls meanwhile waits, and compares again if this came to nothing. */
  async compared(cut, ask, scope) {
    let settled;
    this.underWay = new Promise((resolve) => (settled = resolve));
    try {
      compare(cut.component, await published(cut, ask, scope));
      this.isAgreed = true;
    } finally {
      this.underWay = undefined;
      settled();
    }
  }
}

/** The flows that a server says it has. */
async function published(cut, ask, scope) {
  try {
    const answer = await ask("/v1/signature", { method: "GET" }, scope.within(MOST));
    if (answer.ok) return flowsOf(cut.component, await answer.text());
    throw failed(cut, `it publishes nothing: it answered ${answer.status}`);
  } catch (error) {
    if (error.name !== "TimeoutError" || scope.isOver) throw error;
    throw failed(cut, `it did not say within ${MOST / 1000} s what it has`);
  }
}

function flowsOf(service, text) {
  try {
    const { schema, flows } = JSON.parse(text);
    if (schema !== SCHEMA) throw new TypeError("another schema");
    return new Map(Object.entries(flows).map(([name, flow]) => [name, flowOf(name, flow)]));
  } catch {
    throw unfit(service, "a signature", `a text of ${text.length} characters that is none`);
  }
}

function flowOf(name, { params, result }) {
  const taken = new Map(params.map(([param, shape]) => [param, bare(shape)]));
  const needed = params.filter(([, shape, isRequired]) => isRequired === true && shape[0] !== "option");
  return {
    taken,
    needed: needed.map(([param]) => param),
    result: bare(result),
    said: signatureOf(name, params, result),
  };
}

/** Refuse a server where there is a function that none of its flows answers for. */
function compare(service, flows) {
  for (const [name, { params, result }] of Object.entries(PACKAGE.services[service])) {
    const expected = signatureOf(name, params, result);
    const flow = flows.get(name);
    if (!flow) throw unfit(service, expected, flows.size ? `the flows ${[...flows.keys()].join(", ")}` : "no flows");
    if (!fits(flow, params, result)) throw unfit(service, expected, flow.said);
  }
}

/** Whether a flow takes and gives what a function does; names of types do not matter. */
function fits({ taken, needed, result: gives }, params, result) {
  const given = new Set(params.map(([name]) => name));
  return (
    (!result || bare(result) === gives) &&
    needed.every((name) => given.has(name)) &&
    params.every(([name, shape]) => taken.get(name) === bare(shape))
  );
}

/** What a type is made of, without the names that it was declared under, as a text to compare. */
function bare(shape) {
  return JSON.stringify(withoutNames(shape));
}

function withoutNames(value) {
  if (!Array.isArray(value)) return value;
  const [form, , parts] = value;
  if (NAMED.includes(form) && Array.isArray(parts)) return [form, ...parts.map(withoutNames)];
  return value.map(withoutNames);
}

function unfit(service, expected, found) {
  return new FlowError("R215", { path: service, expected, found });
}
