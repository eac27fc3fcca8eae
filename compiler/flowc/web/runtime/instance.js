// One instance of the component, and its text door: JSON in, JSON out, whatever the types.

import { bounded } from "./bounds.js";
import { bytesOf } from "./memories.js";
import { FlowError, problemOf } from "./problems.js";
import { faultOf, isExhausted } from "./traps.js";

/** Added to an entry's number, it asks for integers of 64 bits as strings. */
export const QUOTES_BIG = 2 ** 31;
const DEEP = 1000;

/** The component's core modules, compiled; once for all instances, and for all threads. */
export async function compiled(cores) {
  const names = Object.keys(cores);
  const made = names.map((name) => WebAssembly.compile(bounded(name, bytesOf(cores[name]))));
  const modules = await Promise.all(made);
  return Object.fromEntries(names.map((name, at) => [name, modules[at]]));
}

/** Start a core module: at once, unless this engine wants a module of its size to be waited for. */
function startedCore(module, imports) {
  return PACKAGE.isLarge ? WebAssembly.instantiate(module, imports) : new WebAssembly.Instance(module, imports);
}

/** An instance; after a fault it is of no more use. */
export class Instance {
  /** Start one; throws a `FlowError` where the engine has no room for it. */
  static async start(modules) {
    try {
      return new Instance(await instantiate((name) => modules[name], WASI, startedCore));
    } catch (error) {
      throw error instanceof RangeError ? new FlowError("R414", { detail: error.message }) : error;
    }
  }

  constructor(exports) {
    this.exports = exports;
    this.door = exports[PACKAGE.door];
  }

  /** Run an entry of the door by its number; throws a `FlowError`. */
  call(number, flow, text) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = DEEP;
    try {
      return this.door.invoke(number, text);
    } catch (error) {
      throw typeof error?.payload === "string" ? problemOf(error.payload) : traced(error, flow);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** The flows under their names in the component's own interface; traps are faults here, too. */
  typed() {
    const flows = Object.entries(this.exports[PACKAGE.interface] ?? {});
    return Object.fromEntries(flows.map(([name, flow]) => [name, faulting(name, flow)]));
  }
}

/** A flow's function, whose traps are faults; what it gives as an error value is thrown as it is. */
function faulting(name, flow) {
  return (...values) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = DEEP;
    try {
      return flow(...values);
    } catch (error) {
      const isTrap = error instanceof WebAssembly.RuntimeError || isExhausted(error);
      throw isTrap ? traced(error, kebab(name)) : error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

/** A name as the flow has it. */
function kebab(name) {
  return name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`);
}

/** The fault that an error means by its trace, which is read as the engine would write it. */
function traced(error, flow) {
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = framesAsText;
    return faultOf(error, flow);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** A trace as the engine itself would write it, whatever a program has set: some leave out names. */
function framesAsText(_, frames) {
  return frames.map((frame) => `at ${frame}`).join("\n");
}
