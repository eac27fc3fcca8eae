// A core module's sections and numbers, read and written. Source: the core specification, chapter 5.

export const PREAMBLE = 8;
export const TYPE = 1;
export const IMPORT = 2;
export const FUNCTION = 3;
export const TABLE = 4;
export const MEMORY = 5;
export const GLOBAL = 6;
export const EXPORT = 7;
export const CODE = 10;

/** The sections of a module, in order: the kind and the body of each, and all of it. */
export function sectionsOf(core) {
  const found = [];
  for (let at = PREAMBLE; at < core.length; ) {
    const [size, start] = numberAt(core, at + 1);
    const end = start + size;
    found.push({ kind: core[at], body: core.subarray(start, end), whole: core.subarray(at, end) });
    at = end;
  }
  return found;
}

export function section(kind, body) {
  return joined([Uint8Array.of(kind, ...numbered(body.length)), body]);
}

export function joined(parts) {
  const made = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

/** A number in LEB128, and where it ends. */
export function numberAt(data, start) {
  let value = 0;
  let at = start;
  for (let weight = 1; ; weight *= 128) {
    const byte = data[at];
    at += 1;
    value += (byte & 127) * weight;
    if (byte < 128) return [value, at];
  }
}

export function numbered(value) {
  const made = [];
  for (let left = value; ; ) {
    const low = left % 128;
    left = Math.floor(left / 128);
    made.push(left ? low + 128 : low);
    if (!left) return made;
  }
}
