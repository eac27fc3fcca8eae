// Memories as the transpiler's code reads and writes them: by views that last until a memory grows.

/** A text may begin with what is a mark of its order elsewhere. */
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
const ENCODER = new TextEncoder();
/** Up to so many units a text is faster read and written one by one, if all of them are ASCII. */
const SHORT = 32;

/** Bytes, or bytes out of base64. */
export function bytesOf(base64) {
  if (base64 instanceof Uint8Array) return base64;
  const text = atob(base64);
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}

/** A memory of an instance, once there is one. */
export class Memory {
  of(memory) {
    this.memory = memory;
    this.seen = new Uint8Array(memory.buffer);
    this.data = new DataView(memory.buffer);
  }

  get buffer() {
    return this.memory.buffer;
  }

  /** All of its bytes. A memory that grows has another buffer, and views of the old one are empty. */
  get bytes() {
    if (this.seen.length === 0) this.of(this.memory);
    return this.seen;
  }

  get view() {
    if (this.seen.length === 0) this.of(this.memory);
    return this.data;
  }

  /** The text in UTF-8 that lies at a place. */
  text(at, size) {
    const { bytes } = this;
    if (size > SHORT || at + size > bytes.length) return DECODER.decode(new Uint8Array(this.buffer, at, size));
    let text = "";
    for (let index = at; index < at + size; index += 1) {
      if (bytes[index] > 127) return DECODER.decode(bytes.subarray(at, at + size));
      text += String.fromCharCode(bytes[index]);
    }
    return text;
  }

  /** Write a text in UTF-8 to where `realloc` has room for it. */
  put(text, realloc) {
    if (typeof text !== "string") throw new TypeError(`expected a string, received [${typeof text}]`);
    if (!text.length) return { ptr: 1, len: 0 };
    return (text.length <= SHORT && this.putShort(text, realloc)) || this.putLong(text, realloc);
  }

  putShort(text, realloc) {
    const len = text.length;
    for (let index = 0; index < len; index += 1) {
      if (text.charCodeAt(index) > 127) return undefined;
    }
    const ptr = realloc(0, 0, 1, len) >>> 0;
    const { bytes } = this;
    for (let index = 0; index < len; index += 1) bytes[ptr + index] = text.charCodeAt(index);
    return { ptr, len };
  }

  putLong(text, realloc) {
    const data = ENCODER.encode(text);
    const ptr = realloc(0, 0, 1, data.length) >>> 0;
    this.bytes.set(data, ptr);
    return { ptr, len: data.length };
  }

  /** Copy bytes out of another memory; the code that asks for it has seen that they are within both. */
  copy(to, other, from, size) {
    const source = other.bytes;
    const target = this.bytes;
    const start = from >>> 0;
    const end = start + (size >>> 0);
    let at = to >>> 0;
    if (end - start > SHORT) target.set(source.subarray(start, end), at);
    else for (let index = start; index < end; index += 1, at += 1) target[at] = source[index];
  }
}

let idling;
/** What code between components calls where nobody asks which task is the innermost. */
export function idle() {
  idling ??= new WebAssembly.Instance(new WebAssembly.Module(bytesOf(PACKAGE.idle))).exports;
  return idling;
}

let accessing;
/** What finds the functions that read and write a memory for a module that has another one. */
export function accesses() {
  let last;
  let functions;
  return (memory) => {
    if (last !== memory) {
      accessing ??= new WebAssembly.Module(bytesOf(PACKAGE.access));
      functions = new WebAssembly.Instance(accessing, { "": { memory } }).exports;
      last = memory;
    }
    return functions;
  };
}
