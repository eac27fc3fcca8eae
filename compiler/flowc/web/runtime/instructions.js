// Where instructions begin and end in a core module's code. Source: the core specification, 5.4.

const GROW = 0x40;
/** What follows an instruction: so many numbers of any length, or what a letter stands for below. */
const [NUMBER, TWO, TYPE, ACCESS, LANE, FOUR, EIGHT, SIXTEEN] = ["n", "nn", "t", "m", "mb", "bbbb", "b".repeat(8), "b".repeat(16)];
const [LABELS, TYPES, CATCHES] = ["L", "T", "C"];
const PLAIN = new Map();
const BULK = new Map();
const VECTOR = new Map();
for (const code of [0x00, 0x01, 0x05, 0x0a, 0x0b, 0x0f, 0x19, 0x1a, 0x1b, 0xd1, 0xd3, 0xd4]) PLAIN.set(code, "");
for (const code of [0x02, 0x03, 0x04, 0x06, 0xd0]) PLAIN.set(code, TYPE);
for (const code of [0x07, 0x08, 0x09, 0x0c, 0x0d, 0x10, 0x12, 0x14, 0x15, 0x18, 0xd2, 0xd5, 0xd6]) PLAIN.set(code, NUMBER);
for (const code of [0x11, 0x13]) PLAIN.set(code, TWO);
PLAIN.set(0x0e, LABELS).set(0x1c, TYPES).set(0x1f, TYPE + CATCHES).set(0x43, FOUR).set(0x44, EIGHT);
fill(PLAIN, 0x20, 0x26, NUMBER);
fill(PLAIN, 0x28, 0x3e, ACCESS);
fill(PLAIN, 0x3f, 0x42, NUMBER);
fill(PLAIN, 0x45, 0xc4, "");
fill(BULK, 0, 7, "");
for (const code of [8, 10, 12, 14]) BULK.set(code, TWO);
for (const code of [9, 11, 13, 15, 16, 17]) BULK.set(code, NUMBER);
fill(VECTOR, 14, 275, "");
fill(VECTOR, 0, 11, ACCESS);
fill(VECTOR, 12, 13, SIXTEEN);
fill(VECTOR, 21, 34, "b");
fill(VECTOR, 84, 91, LANE);
fill(VECTOR, 92, 93, ACCESS);
const PREFIXED = new Map([[0xfc, BULK], [0xfd, VECTOR]]);

function fill(codes, first, last, what) {
  for (let code = first; code <= last; code += 1) codes.set(code, what);
}

/** Where a function's body grows the first memory; nothing if it has an instruction that is not known. */
export function growsIn(body) {
  const found = [];
  for (let at = afterLocals(body); at < body.length; ) {
    if (body[at] === GROW && body[at + 1] === 0) found.push(at);
    const end = after(body, at);
    if (end === undefined) return undefined;
    at = end;
  }
  return found;
}

/** Where the instruction ends that begins at a place. */
function after(code, at) {
  const prefixed = PREFIXED.get(code[at]);
  const what = prefixed ? prefixed.get(numberOf(code, at + 1)) : PLAIN.get(code[at]);
  if (what === undefined) return undefined;
  let end = prefixed ? afterNumber(code, at + 1) : at + 1;
  for (const one of what) end = AFTER[one](code, end);
  return end;
}

const AFTER = {
  b: (code, at) => at + 1,
  n: afterNumber,
  t: afterType,
  m: (code, at) => afterNumber(code, afterNumber(code, code[at] & 64 ? afterNumber(code, at) : at)),
  L: (code, at) => afterNumber(code, afterSome(code, at, afterNumber)),
  T: (code, at) => afterSome(code, at, afterType),
  C: (code, at) => afterSome(code, at, (_, one) => afterNumber(code, code[one] < 2 ? afterNumber(code, one + 1) : one + 1)),
};

function afterSome(code, start, afterOne) {
  let at = afterNumber(code, start);
  for (let left = numberOf(code, start); left > 0; left -= 1) at = afterOne(code, at);
  return at;
}

function afterLocals(body) {
  return afterSome(body, 0, (_, at) => afterType(body, afterNumber(body, at)));
}

/** After a type, or the number of one; types of references may name another type. */
function afterType(code, at) {
  return code[at] === 0x63 || code[at] === 0x64 ? afterNumber(code, at + 1) : afterNumber(code, at);
}

function afterNumber(code, at) {
  let end = at;
  while (code[end] > 127) end += 1;
  return end + 1;
}

function numberOf(code, start) {
  let value = 0;
  for (let at = start, weight = 1; ; at += 1, weight *= 128) {
    value += (code[at] & 127) * weight;
    if (!(code[at] > 127)) return value;
  }
}
