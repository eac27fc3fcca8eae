// The flows of a package as functions: parameters in, a promise of the result out.

import { compiled, Instance, QUOTES_BIG } from "./instance.js";
import { observed } from "./observe.js";
import { FlowError, nameOrKind, withoutByte } from "./problems.js";
import { withRoom } from "./room.js";
import { Scope } from "./scope.js";
import { asking } from "./services.js";
import { Threads } from "./threads.js";
import { Trampoline } from "./trampoline.js";
import { quoted, reviverOf, textOf } from "./values.js";

const { input_bytes: MOST_IN = Infinity, output_bytes: MOST_OUT = Infinity, wall_ms: MOST_MS = Infinity } = PACKAGE.limits;
const ENTRIES = new Map(PACKAGE.entries.map((entry) => [entry.name, { ...entry, revive: reviverOf(entry.result) }]));
const UNKEPT_BY_TYPES = ["input_bytes", "output_bytes", "wall_ms"];

/** Refuse a text that is longer than the package's limit. */
function admit(text) {
  const size = sizeOf(text, MOST_IN);
  if (size > MOST_IN) throw new FlowError("R408", { expected: `at most ${MOST_IN} bytes`, found: `${size} bytes` });
}

/** A result that is no longer than the package's limit. */
function within(entry, text) {
  const size = sizeOf(text, MOST_OUT);
  if (size <= MOST_OUT) return text;
  throw new FlowError("R417", { flow: entry.name, detail: `${size} bytes, where ${MOST_OUT} are allowed` });
}

/** The bytes of a text, where there is a bound. */
function sizeOf(text, bound) {
  return bound === Infinity ? 0 : new TextEncoder().encode(text).length;
}

/** A package that is ready to run. */
export class App {
  /**
   * `isolation` is "call" (each transaction has an instance of its own) or "stream" (they share one,
   * which is replaced after a fault); `threads` is how many threads run flows, 0 for this one;
   * `services` says who answers for each service; `timeout` is for each transaction, in ms.
   */
  constructor(cores, { isolation = "call", threads = 0, services = {}, timeout } = {}) {
    this.isolation = isolation;
    this.timeout = timeout ?? Infinity;
    this.services = services;
    this.modules = compiled(cores);
    const start = (modules) => new Threads(modules, threads, isolation === "stream");
    this.threads = threads ? this.modules.then(start) : undefined;
    this.trampoline = new Trampoline((...job) => this.run(...job), asking(services));
  }

  /** Run a flow on an object of its parameters. */
  async call(name, parameters = {}, options = {}) {
    const entry = this.entry(name);
    try {
      return entry.revive(JSON.parse(await this.answer(entry, textOf(parameters), options, true)));
    } catch (error) {
      throw withoutByte(error);
    }
  }

  /** Run a flow on a JSON text; the result is the text that every other way of running it gives. */
  async callText(name, text, options = {}) {
    return this.answer(this.entry(name), text, options, false);
  }

  /** The flows as a new instance of the component exports them, with values as WIT has them. */
  async component() {
    const loose = UNKEPT_BY_TYPES.filter((name) => name in PACKAGE.limits);
    if (loose.length) throw new FlowError("R441", { detail: `typed values are not held to ${loose.join(" and ")}` });
    const instance = await Instance.start(await this.modules);
    return instance.typed();
  }

  entry(name) {
    const entry = ENTRIES.get(name);
    if (entry) return entry;
    const expected = PACKAGE.entries.map((one) => one.name).join(", ");
    throw new FlowError("R400", { expected, found: nameOrKind(`${name}`) });
  }

  /** What a flow gives for a text, or a promise of it where there is anything to wait for. */
  answer(entry, text, options, quotesBig) {
    const scope = Scope.of(options, Math.min(options.timeout ?? this.timeout, MOST_MS));
    scope.check(entry.name);
    admit(text);
    const work = { kind: "flow", name: entry.name, flow: entry.name, place: "" };
    const said = observed(scope, work, (inner) => this.whole(entry, text, inner, quotesBig));
    return typeof said === "string" ? within(entry, said) : said.then((late) => within(entry, late));
  }

  whole(entry, text, scope, quotesBig) {
    if (!entry.waits) return this.run(entry.index + (quotesBig ? QUOTES_BIG : 0), entry.name, text, scope);
    const said = this.trampoline.whole(entry.index, entry.name, text, scope);
    return quotesBig ? said.then(quoted) : said;
  }

  /** Run one entry of the door, in an instance as the isolation has it. */
  run(number, flow, text, scope) {
    if (this.threads) return this.threads.then((threads) => threads.run(number, flow, text, scope));
    if (this.kept) return this.here(this.kept, number, flow, text, scope);
    const job = async () => {
      scope.check(flow);
      return this.here(await Instance.start(await this.modules), number, flow, text, scope);
    };
    return withRoom(job, scope, flow, () => {});
  }

  /** Run one entry in this thread, which nothing can interrupt; a fault ends its instance. */
  here(instance, number, flow, text, scope) {
    scope.check(flow);
    this.kept = undefined;
    const said = instance.call(number, flow, text);
    if (this.isolation === "stream") this.kept = instance;
    scope.check(flow);
    return said;
  }

  /** Stop the threads, if there are any. */
  async close() {
    (await this.threads)?.close();
  }
}
