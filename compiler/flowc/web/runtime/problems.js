// What can go wrong, under the codes that every other way of running a flow uses.

/** A value that does not fit, or a flow that stopped; `code` says which, `flowc explain` tells more. */
export class FlowError extends Error {
  constructor(code, facts = {}) {
    const { title = "", help = "", level = "fault" } = TITLES[code] ?? {};
    const place = facts.path || facts.place || "";
    const told = Object.entries(facts)
      .filter(([name, value]) => value && name !== "path" && name !== "place")
      .map(([name, value]) => `${name} ${value}`);
    super([`${level}[${code}]: ${title}`, place && `at ${place}`, ...told].filter(Boolean).join(", "));
    this.name = "FlowError";
    this.code = code;
    this.title = title;
    this.help = help;
    for (const name of ["path", "expected", "found", "flow", "component", "function", "place", "detail"]) {
      this[name] = facts[name] ?? "";
    }
  }

  /** The error as plain data, such as one thread can tell another. */
  get facts() {
    const { path, expected, found, flow, component, place, detail } = this;
    return { path, expected, found, flow, component, function: this.function, place, detail };
  }

  /** Whether the values are to blame, and not the flow. */
  get isInput() {
    return TITLES[this.code]?.level === "error";
  }
}

const NAME = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;

/** What may be a mistyped name as it is, so that it is seen; of all else how long it is. */
export function nameOrKind(text) {
  if (text.length <= 64 && NAME.test(text)) return text;
  const length = [...text].length;
  return length ? `a text of ${length} character${length === 1 ? "" : "s"}` : "an empty text";
}

/** A service that says no: told by its status, since its words may quote what it was given. */
export class Unwell extends Error {
  constructor(status) {
    super(`it answered ${status}`);
    this.status = status;
  }
}

/** The problem that the codec reports as JSON: where in the value, and at which byte of the text. */
export function problemOf(report) {
  const { code, path = "", at, ...facts } = JSON.parse(report);
  return new FlowError(code, { ...facts, path: at === undefined ? path : `${path} (byte ${at})`.trim() });
}

/** The same problem, of a text that was made here: where in the value, and no more. */
export function withoutByte(error) {
  if (!(error instanceof FlowError) || !error.isInput) return error;
  return new FlowError(error.code, { ...error.facts, path: error.path.replace(/ ?\(byte \d+\)$/, "") });
}
