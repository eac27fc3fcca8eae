// Between JavaScript's values and JSON text: integers of 64 bits are BigInts, and nothing is lost.

/** Parameters as JSON; a BigInt is written as a string of digits, which the codec reads exactly. */
export function textOf(parameters) {
  return JSON.stringify(parameters, (_, value) => {
    if (typeof value === "bigint") return `${value}`;
    if (value instanceof Uint8Array) return btoa(Array.from(value, (one) => String.fromCharCode(one)).join(""));
    return value;
  });
}

/** A result by its type: the text has integers of 64 bits as strings. */
export function valueOf(shape, text) {
  return reviverOf(shape)(JSON.parse(text));
}

const same = (value) => value;

/** A function that puts BigInts and bytes where a type has them; `same` where it has none. */
export function reviverOf([form, ...parts]) {
  switch (form) {
    case "prim":
      return parts[0] === "u64" || parts[0] === "s64" ? BigInt : same;
    case "list":
      return listReviver(parts[0]);
    case "option":
      return optionReviver(parts[0]);
    case "result":
      return caseReviver([["ok", parts[0]], ["err", parts[1]]]);
    case "tuple":
      return tupleReviver(parts[0].map(reviverOf));
    case "record":
      return recordReviver(parts[1].map(([name, part]) => [name, reviverOf(part)]));
    case "variant":
      return caseReviver(parts[1]);
    default:
      return same;
  }
}

function listReviver(item) {
  if (item[0] === "prim" && item[1] === "u8") {
    return (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  }
  const revive = reviverOf(item);
  return revive === same ? same : (values) => values.map(revive);
}

function optionReviver(some) {
  const revive = reviverOf(some);
  if (revive === same) return same;
  if (some[0] === "option") return (value) => (value === null ? null : { some: revive(value.some) });
  return (value) => (value === null ? null : revive(value));
}

function tupleReviver(revivers) {
  return revivers.every((one) => one === same)
    ? same
    : (values) => values.map((value, at) => revivers[at](value));
}

function recordReviver(fields) {
  const changed = fields.filter(([, revive]) => revive !== same);
  return (value) => {
    for (const [name, revive] of changed) value[name] = revive(value[name]);
    return value;
  };
}

function caseReviver(cases) {
  const revivers = new Map(cases.map(([name, part]) => [name, part ? reviverOf(part) : same]));
  return (value) => {
    if (typeof value === "string") return value;
    const [[name, inner]] = Object.entries(value);
    return { [name]: revivers.get(name)(inner) };
  };
}

const LONG = /"(?:[^"\\]|\\.)*"|(?<![\d.])-?\d{16,}(?![\d.eE])/g;

/** A result of segments, which write numbers, with those as strings that JSON.parse cannot hold. */
export function quoted(text) {
  return text.replace(LONG, (found) => (found.startsWith('"') ? found : `"${found}"`));
}
