// One instance of the component, and its text door: JSON in, JSON out, whatever the types.

import { bounded, MEMORY_PAGE } from "./bounds.js";
import { REFUSED, remembering } from "./growth.js";
import { bytesOf } from "./memories.js";
import { FlowError, problemOf } from "./problems.js";
import { faultOf, isExhausted } from "./traps.js";

/** Added to an entry's number, it asks for integers of 64 bits as strings. */
export const QUOTES_BIG = 2 ** 31;
const DEEP = 1000;

/** The component's core modules, compiled; once for all instances, and for all threads. */
export async function compiled(cores) {
  const names = Object.keys(cores);
  const modules = await Promise.all(names.map((name) => compiledCore(name, bytesOf(cores[name]))));
  return Object.fromEntries(names.map((name, at) => [name, modules[at]]));
}

/** A core module within the package's limits; where memory has one, it remembers what it was refused. */
function compiledCore(name, bytes) {
  const core = bounded(name, bytes);
  // The module that flowc wrote grows no memory, and its offsets say where a fault is.
  if (!PACKAGE.limits.memory_bytes || name === PACKAGE.glueName) return WebAssembly.compile(core);
  const made = remembering(core);
  PACKAGE.isUnsure ||= !made;
  return WebAssembly.compile(made ?? core);
}

/**
 * What starts a core module: at once, unless this engine wants a module of its size to be waited
 * for. `refusals` comes to have what the modules remember.
 */
function starting(refusals) {
  const noted = (core) => {
    const refusal = core.exports[REFUSED];
    if (refusal) refusals.push(refusal);
    return core;
  };
  return (module, imports) =>
    PACKAGE.isLarge
      ? WebAssembly.instantiate(module, imports).then(noted)
      : noted(new WebAssembly.Instance(module, imports));
}

/** An instance; after a fault it is of no more use. */
export class Instance {
  /** Start one; throws a `FlowError` where the engine has no room for it. */
  static async start(modules) {
    const refusals = [];
    try {
      return new Instance(await instantiate((name) => modules[name], WASI, starting(refusals)), refusals);
    } catch (error) {
      throw error instanceof RangeError ? new FlowError("R414", { detail: error.message }) : error;
    }
  }

  constructor(exports, refusals) {
    this.exports = exports;
    this.door = exports[PACKAGE.door];
    this.refusals = refusals;
  }

  /** Run an entry of the door by its number; throws a `FlowError`. */
  call(number, flow, text) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = DEEP;
    this.forget();
    try {
      return this.door.invoke(number, text);
    } catch (error) {
      throw typeof error?.payload === "string" ? problemOf(error.payload) : traced(error, flow, this.wanted);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** The flows under their names in the component's own interface; traps are faults here, too. */
  typed() {
    const flows = Object.entries(this.exports[PACKAGE.interface] ?? {});
    return Object.fromEntries(flows.map(([name, flow]) => [name, this.faulting(name, flow)]));
  }

  /** A flow's function, whose traps are faults; what it gives as an error value is thrown as it is. */
  faulting(name, flow) {
    return (...values) => {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = DEEP;
      this.forget();
      try {
        return flow(...values);
      } catch (error) {
        const isTrap = error instanceof WebAssembly.RuntimeError || isExhausted(error);
        throw isTrap ? traced(error, kebab(name), this.wanted) : error;
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
    };
  }

  /** Forget what was refused, for the next transaction. */
  forget() {
    for (const refusal of this.refusals) refusal.value = 0n;
  }

  /** The bytes that a memory would have had if it had not been refused any, or 0. */
  get wanted() {
    const pages = this.refusals.map(({ value }) => Number(value));
    return MEMORY_PAGE * Math.max(0, ...pages);
  }
}

/** A name as the flow has it. */
function kebab(name) {
  return name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`);
}

/** The fault that an error means by its trace, which is read as the engine would write it. */
function traced(error, flow, wanted) {
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = framesAsText;
    return faultOf(error, flow, wanted);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** A trace as the engine itself would write it, whatever a program has set: some leave out names. */
function framesAsText(_, frames) {
  return frames.map((frame) => `at ${frame}`).join("\n");
}
