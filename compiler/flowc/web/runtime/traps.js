// From a trap to the fault that a user reads: by the code offset of the innermost known site.

import { FlowError } from "./problems.js";

/** How engines of browsers say what WebAssembly's own words say; the first that fits. */
const CAUSES = [
  [/unreachable/i, "wasm `unreachable` instruction executed"],
  [/div(ide|ision|ided)? ?(by|result)? ?(0|zero)|remainder by zero/i, "integer divide by zero"],
  [/integer overflow|unrepresentable in integer|divide result|unrepresentable/i, "integer overflow"],
  [/indirect call|signature|null function|table index/i, "indirect call type mismatch"],
  [/out.of.bounds|out of memory|access/i, "out of bounds memory access"],
];
const OF_FLOW = {
  overflow: "the result does not fit its type",
  division: "the divisor is zero",
  conversion: "the value does not fit the type it is converted to",
  length: "the list or string would be too long",
};
const FRAME = /(?:at ([^\s(]+) \()?[^\s(]*wasm-function\[\d+\]:(0x[0-9a-f]+)/;
/** What the compiler calls the module that it writes. */
const GLUE = "/glue-module-";

/** The fault that an exception out of a component means, while `flow` ran. */
export function faultOf(error, flow) {
  if (error instanceof RangeError) return new FlowError("R415", { flow });
  const frames = framesOf(error.stack ?? "");
  const denied = deniedBy(frames);
  const site = frames.map(siteOf).find(Boolean);
  const facts = {
    flow: site?.flow || flow,
    component: site?.component,
    function: site?.function || (site ? "" : frames[0]?.name),
    place: site?.place,
  };
  if (denied) return new FlowError("R419", { ...facts, detail: denied });
  const said = error.message.replace(/^wasm trap: /, "");
  const cause = CAUSES.find(([pattern]) => pattern.test(said))?.[1] ?? said;
  if (!site) return new FlowError("R416", { ...facts, detail: cause });
  const ofComponent = site.kind === "call" || site.kind === "inside";
  const detail = ofComponent || cause.startsWith("integer") ? cause : (OF_FLOW[site.kind] ?? cause);
  return new FlowError(ofComponent ? "R410" : "R411", { ...facts, detail });
}

function framesOf(stack) {
  const found = [];
  for (const line of stack.split("\n")) {
    const match = FRAME.exec(line);
    if (match) found.push({ name: unprefixed(match[1]), offset: Number(match[2]), isGlue: line.includes(GLUE) });
  }
  return found;
}

/** A function's name without its module's, which some engines put before it. */
function unprefixed(name = "") {
  return name.replace(/^[^.:]*\./, "");
}

function siteOf({ isGlue, offset }) {
  return isGlue ? SITES.get(offset + PACKAGE.glue) : undefined;
}

/** Which capability was denied, and to what: the compiler names what denies `denied:..`. */
function deniedBy(frames) {
  const [word, capability, ...rest] = (frames[0]?.name ?? "").split(":");
  return word === "denied" && rest.length ? `\`${capability}\`, for ${rest.join(":")}` : "";
}

const SITES = new Map(
  PACKAGE.sites.map(([offset, kind, flow, component, name, place]) => [
    offset,
    { kind, flow, component, function: name, place },
  ]),
);
