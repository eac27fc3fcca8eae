// Modules that say how much memory they were refused: engines answer `memory.grow`, and tell nobody.

import { growsIn } from "./instructions.js";
import { CODE, EXPORT, FUNCTION, GLOBAL, IMPORT, MEMORY, PREAMBLE, TYPE } from "./sections.js";
import { joined, numberAt, numbered, section, sectionsOf } from "./sections.js";

/** The export that has the pages which a module was refused last, with those that it had. */
export const REFUSED = "flowc:refused-pages";
/** Kinds of sections in the order in which they stand; those that are read or written here are named. */
const ORDER = [TYPE, IMPORT, FUNCTION, 4, MEMORY, 13, GLOBAL, EXPORT, 8, 9, 12, CODE, 11];
const CALL = 0x10;
const OF_FUNCTION = 0x60;
const TAKES_AND_GIVES_I32 = [OF_FUNCTION, 1, 0x7f, 1, 0x7f];
const CHANGING_I64 = [0x7e, 1, 0x42, 0, 0x0b];
const WIDE = 4;
const [IS_FUNCTION, IS_TABLE, IS_MEMORY, IS_GLOBAL] = [0, 1, 2, 3];

/**
 * A module that grows its memory by a function of its own, which remembers what it was refused; the
 * same one if it never grows it, and nothing if it has an instruction that is not known here.
 */
export function remembering(core) {
  const sections = sectionsOf(core);
  const found = new Map(sections.map(({ kind, body }) => [kind, body]));
  const count = (kind) => (found.has(kind) ? numberAt(found.get(kind), 0)[0] : 0);
  const imported = importsOf(found.get(IMPORT));
  if (!found.has(CODE)) return core;
  if (imported.isWide || isWide(found.get(MEMORY)) || !areFunctions(found.get(TYPE))) return undefined;
  const code = calling(found.get(CODE), imported.functions + count(FUNCTION));
  if (code === undefined || code === found.get(CODE)) return code && core;
  const global = imported.globals + count(GLOBAL);
  const added = [
    [TYPE, more(found.get(TYPE), TAKES_AND_GIVES_I32)],
    [FUNCTION, more(found.get(FUNCTION), numbered(count(TYPE)))],
    [GLOBAL, more(found.get(GLOBAL), CHANGING_I64)],
    [EXPORT, more(found.get(EXPORT), exported(global))],
    [CODE, more(code, growing(global))],
  ];
  return joined([core.subarray(0, PREAMBLE), ...written(sections, added)]);
}

/** Whether a memory has addresses of 64 bits. */
function isWide(body = [0]) {
  const [many, start] = numberAt(body, 0);
  return many > 0 && (body[start] & WIDE) !== 0;
}

/** Whether all types are those of functions, and none a group of some: so each has a number. */
function areFunctions(body) {
  const [many, start] = numberAt(body, 0);
  for (let left = many, at = start; left > 0; left -= 1) {
    if (body[at] !== OF_FUNCTION) return false;
    at = afterTypes(body, afterTypes(body, at + 1));
  }
  return true;
}

function afterTypes(body, start) {
  const [many, first] = numberAt(body, start);
  let at = first;
  for (let left = many; left > 0; left -= 1) at = afterType(body, at);
  return at;
}

/** How many functions and globals are imported, and whether a wide memory is. */
function importsOf(body = [0]) {
  const counts = { functions: 0, globals: 0, isWide: false };
  const [many, start] = numberAt(body, 0);
  for (let left = many, at = start; left > 0; left -= 1) {
    at = afterName(body, afterName(body, at));
    const kind = body[at];
    if (kind === IS_FUNCTION) counts.functions += 1;
    if (kind === IS_GLOBAL) counts.globals += 1;
    if (kind === IS_MEMORY && body[at + 1] & WIDE) counts.isWide = true;
    at = afterImport(body, at + 1, kind);
  }
  return counts;
}

function afterImport(body, at, kind) {
  if (kind === IS_FUNCTION) return numberAt(body, at)[1];
  if (kind === IS_MEMORY) return afterLimits(body, at);
  if (kind === IS_TABLE) return afterLimits(body, afterType(body, at));
  if (kind === IS_GLOBAL) return afterType(body, at) + 1;
  return numberAt(body, at + 1)[1];
}

function afterName(body, at) {
  const [size, start] = numberAt(body, at);
  return start + size;
}

function afterType(body, at) {
  return body[at] === 0x63 || body[at] === 0x64 ? numberAt(body, at + 1)[1] : at + 1;
}

function afterLimits(body, at) {
  const [, end] = numberAt(body, at + 1);
  return body[at] & 1 ? numberAt(body, end)[1] : end;
}

/** Code in which a function of that number is called to grow memory; the same if none is grown. */
function calling(code, number) {
  const call = Uint8Array.of(CALL, ...numbered(number));
  const [many, start] = numberAt(code, 0);
  const parts = [code.subarray(0, start)];
  let grown = 0;
  for (let left = many, at = start; left > 0; left -= 1) {
    const [size, begin] = numberAt(code, at);
    const places = growsIn(code.subarray(begin, begin + size));
    if (!places) return undefined;
    grown += places.length;
    parts.push(places.length ? replaced(code.subarray(begin, begin + size), places, call) : code.subarray(at, begin + size));
    at = begin + size;
  }
  return grown ? joined(parts) : code;
}

/** A function's body, with its size, in which other code stands for the two bytes at some places. */
function replaced(body, places, instead) {
  const ends = [...places, body.length];
  const parts = ends.flatMap((end, at) => [...(at ? [instead] : []), body.subarray(at ? places[at - 1] + 2 : 0, end)]);
  const made = joined(parts);
  return joined([Uint8Array.from(numbered(made.length)), made]);
}

/** A section's items and one more. */
function more(body, item) {
  const [many, start] = body ? numberAt(body, 0) : [0, 0];
  return joined([Uint8Array.from(numbered(many + 1)), (body ?? new Uint8Array()).subarray(start), Uint8Array.from(item)]);
}

function exported(global) {
  const name = new TextEncoder().encode(REFUSED);
  return [...numbered(name.length), ...name, IS_GLOBAL, ...numbered(global)];
}

/** A function that grows memory, and where it gets none writes down how much there would have been. */
function growing(global) {
  const body = [
    1, 1, 0x7f, // a local of i32, beside the parameter
    0x20, 0, 0x40, 0, 0x22, 1, 0x41, 0x7f, 0x46, // local.get 0, memory.grow, local.tee 1, i32.const -1, i32.eq
    0x04, 0x40, // if
    0x3f, 0, 0xad, 0x20, 0, 0xad, 0x7c, // memory.size, i64.extend_i32_u, local.get 0, the same, i64.add
    0x24, ...numbered(global), // global.set
    0x0b, 0x20, 1, 0x0b, // end, local.get 1, end
  ];
  return [...numbered(body.length), ...body];
}

/** All sections in order, of which some have another body, or come new. */
function written(sections, added) {
  const parts = [];
  const left = new Map(added);
  const isBefore = (one, other) => ORDER.indexOf(one) < ORDER.indexOf(other);
  const write = (kind) => {
    parts.push(section(kind, left.get(kind)));
    left.delete(kind);
  };
  for (const { kind, whole } of sections) {
    for (const other of [...left.keys()]) if (kind && isBefore(other, kind)) write(other);
    if (left.has(kind)) write(kind);
    else parts.push(whole);
  }
  for (const other of [...left.keys()]) write(other);
  return parts;
}
