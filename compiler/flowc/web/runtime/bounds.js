// The package's limits on memories and tables, written into its core modules: engines keep those.

import { FlowError } from "./problems.js";
import { joined, MEMORY, numberAt, numbered, PREAMBLE, section, sectionsOf, TABLE } from "./sections.js";

export const MEMORY_PAGE = 65_536;
const HAS_MOST = 1;
/** Types of references that are one byte. */
const REFERENCES = [0x6f, 0x70];

/** A core module whose memories and tables grow no further than the limits of the package say. */
export function bounded(name, core) {
  const { memory_bytes: bytes, table_elements: elements } = PACKAGE.limits;
  const parts = [];
  for (const { kind, body, whole } of sectionsOf(core)) {
    if (kind === MEMORY && bytes) parts.push(section(kind, memories(body, bytes)));
    else if (kind === TABLE && elements) parts.push(section(kind, tables(body, elements)));
    else parts.push(whole);
  }
  const made = joined([core.subarray(0, PREAMBLE), ...parts]);
  // All that was written stands before the code, whose offsets say what a trap means.
  if (name === PACKAGE.glueName) PACKAGE.shift = made.length - core.length;
  return made;
}

function memories(body, bytes) {
  return each(body, (at) => limits(body, at, Math.floor(bytes / MEMORY_PAGE), `\`memory_bytes\` allows ${bytes}`));
}

function tables(body, elements) {
  return each(body, (at) => {
    if (!REFERENCES.includes(body[at])) throw new FlowError("R441", { detail: "`table_elements`, for a table of a newer kind" });
    const [bound, end] = limits(body, at + 1, elements, `\`table_elements\` allows ${elements}`);
    return [[body[at], ...bound], end];
  });
}

/** The items of a section written again; `write` takes where one stands, gives it and its end. */
function each(body, write) {
  const [count, start] = numberAt(body, 0);
  const made = numbered(count);
  for (let at = start, left = count; left > 0; left -= 1) {
    const [item, end] = write(at);
    made.push(...item);
    at = end;
  }
  return made;
}

/** Limits with a greatest size, which is no larger than the one that was there. */
function limits(body, at, bound, allowed) {
  const [least, next] = numberAt(body, at + 1);
  const [most, end] = body[at] & HAS_MOST ? numberAt(body, next) : [Infinity, next];
  if (least > bound) throw new FlowError("R414", { detail: `${allowed}, and it begins with more` });
  return [[body[at] | HAS_MOST, ...numbered(least), ...numbered(Math.min(most, bound))], end];
}
