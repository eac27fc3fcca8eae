// From a trap to the fault that a user reads: by the code offset of the innermost known site.

import { FlowError } from "./problems.js";

/** How engines of browsers say what WebAssembly's own words say; the first that fits. */
const CAUSES = [
  [/unreachable/i, "wasm `unreachable` instruction executed"],
  [/div(ide|ision|ided)? ?(by|result)? ?(0|zero)|remainder by zero/i, "integer divide by zero"],
  [/integer overflow|unrepresentable|divide result|trunc/i, "integer overflow"],
  [/indirect call|signature|null function|table index/i, "indirect call type mismatch"],
  [/out.of.bounds|out of memory|access/i, "out of bounds memory access"],
];
const OF_FLOW = {
  overflow: "the result does not fit its type",
  division: "the divisor is zero",
  conversion: "the value does not fit the type it is converted to",
  length: "the list or string would be too long",
};
/** A frame of engines that tell where in the code it is, and of those that tell a name alone. */
const PLACED = /wasm-function\[\d+\]:(0x[0-9a-f]+)/;
const CALLED = /^\s*(?:at ([^\s(]+) \(|(\S+)@[a-z]+:)/;
const NAMED = /(?:([\w-]+)\.)?wasm-function\[(.+?)\](?! ?:)/;
/** What the compiler calls the module that it writes, and how that stands in a frame with a place. */
const GLUE = "glue-module";
const IN_GLUE = `/${GLUE}-`;

/**
 * The fault that an exception out of a component means, while `flow` ran; a memory that grew no
 * further would have had `wanted` bytes.
 */
export function faultOf(error, flow, wanted = 0) {
  if (isExhausted(error)) return new FlowError("R415", { flow });
  const frames = framesOf(error.stack ?? "");
  const denied = deniedBy(frames);
  const site = frames.map(siteAt).find(Boolean) ?? siteAmong(frames);
  const facts = {
    flow: site?.flow || flow,
    component: site?.component,
    function: site?.function || (site ? "" : frames[0]?.name),
    place: site?.place,
  };
  if (denied) return new FlowError("R419", { ...facts, detail: denied });
  const said = error.message.replace(/^wasm trap: /, "");
  const cause = CAUSES.find(([pattern]) => pattern.test(said))?.[1] ?? said;
  if (site && !OUTSIDE.has(site.kind)) {
    const detail = cause.startsWith("integer") ? cause : (OF_FLOW[site.kind] ?? cause);
    return new FlowError("R411", { ...facts, detail });
  }
  return ofComponent(site ? "R410" : "R416", facts, cause, wanted);
}

/** As many bytes a memory can have; more is refused for that, and not for a limit. */
const ADDRESSES = 2 ** 32;

/** What code of a component does that gets no more memory: it gives up. */
function ofComponent(code, facts, cause, wanted) {
  const bound = PACKAGE.limits.memory_bytes;
  const allows = bound?.toLocaleString("en");
  if (wanted > bound && wanted <= ADDRESSES) {
    const met = `a memory would have ${wanted.toLocaleString("en")} bytes; \`memory_bytes\` allows ${allows}`;
    return new FlowError("R440", { ...facts, detail: `${met}; then: ${cause}` });
  }
  const mayBeWhy = PACKAGE.isUnsure ? `; \`memory_bytes\` allows each memory ${allows}, which may be why` : "";
  return new FlowError(code, { ...facts, detail: cause + mayBeWhy });
}

/** Whether the stack is used up, in the words of whichever engine. */
export function isExhausted(error) {
  return error instanceof RangeError || error.name === "InternalError";
}

/** Frames of WebAssembly, innermost first, out of a trace in the words of whichever engine. */
function framesOf(stack) {
  const found = [];
  for (const line of stack.split("\n")) {
    const placed = PLACED.exec(line);
    const named = placed ? null : NAMED.exec(line);
    if (placed) found.push(placedFrame(line, Number(placed[1])));
    else if (named) found.push({ name: named[2], isGlue: named[1] === GLUE });
  }
  return found;
}

function placedFrame(line, offset) {
  const [, first, second] = CALLED.exec(line) ?? [];
  const whole = first ?? second ?? "";
  return { name: unprefixed(whole), offset, isGlue: whole.startsWith(`${GLUE}.`) || line.includes(IN_GLUE) };
}

/** A function's name without its module's, which some engines put before it. */
function unprefixed(name) {
  return name.replace(/^[^.:]*\./, "");
}

function siteAt({ isGlue, offset }) {
  return isGlue ? SITES.get(offset - (PACKAGE.shift ?? 0) + PACKAGE.glue) : undefined;
}

/** Where no frame has a place: what the sites of the innermost known function have in common. */
function siteAmong(frames) {
  const at = frames.findIndex(({ isGlue, offset, name }) => isGlue && offset === undefined && WITHIN.has(name));
  if (at < 0) return undefined;
  const isCall = frames.slice(0, at).some((one) => !one.isGlue);
  const sites = WITHIN.get(frames[at].name).filter((one) => OUTSIDE.has(one.kind) === isCall);
  if (!sites.length) return undefined;
  const common = (name) => (sites.every((one) => one[name] === sites[0][name]) ? sites[0][name] : "");
  const facts = ["flow", "component", "function", "place"].map((name) => [name, common(name)]);
  return { kind: isCall ? "call" : common("kind"), ...Object.fromEntries(facts) };
}

/** Which capability was denied, and to what: the compiler names what denies `denied:..`. */
function deniedBy(frames) {
  const [word, capability, ...rest] = (frames[0]?.name ?? "").split(":");
  return word === "denied" && rest.length ? `\`${capability}\`, for ${rest.join(":")}` : "";
}

const OUTSIDE = new Set(["call", "inside"]);
const SITES = new Map();
/** The sites by the function that they are in. */
const WITHIN = new Map();
for (const [offset, kind, flow, component, name, place, within] of PACKAGE.sites) {
  const site = { kind, flow, component, function: name, place };
  SITES.set(offset, site);
  if (within) WITHIN.set(within, [...(WITHIN.get(within) ?? []), site]);
}
