// One instance of the component, and its text door: JSON in, JSON out, whatever the types.

import { problemOf } from "./problems.js";
import { faultOf } from "./traps.js";

/** Added to an entry's number, it asks for integers of 64 bits as strings. */
export const QUOTES_BIG = 2 ** 31;
const DEEP = 1000;

/** The component's core modules, compiled; once for all instances, and for all threads. */
export async function compiled(cores) {
  const names = Object.keys(cores);
  const modules = await Promise.all(names.map((name) => WebAssembly.compile(bytesOf(cores[name]))));
  return Object.fromEntries(names.map((name, at) => [name, modules[at]]));
}

/** Bytes, or bytes out of base64. */
export function bytesOf(base64) {
  if (base64 instanceof Uint8Array) return base64;
  const text = atob(base64);
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}

/** Start a core module: at once, unless this engine wants a module of its size to be waited for. */
function startedCore(module, imports) {
  return PACKAGE.isLarge ? WebAssembly.instantiate(module, imports) : new WebAssembly.Instance(module, imports);
}

/** An instance; after a fault it is of no more use. */
export class Instance {
  static async start(modules) {
    return new Instance(await instantiate((name) => modules[name], WASI, startedCore));
  }

  constructor(exports) {
    this.exports = exports;
    this.door = exports[PACKAGE.door];
  }

  /** Run an entry of the door by its number; throws a `FlowError`. */
  call(number, flow, text) {
    const depth = Error.stackTraceLimit;
    try {
      Error.stackTraceLimit = DEEP;
      return this.door.invoke(number, text);
    } catch (error) {
      throw typeof error?.payload === "string" ? problemOf(error.payload) : faultOf(error, flow);
    } finally {
      Error.stackTraceLimit = depth;
    }
  }
}
