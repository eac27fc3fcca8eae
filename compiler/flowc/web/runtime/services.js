// Services that flows ask: a function of the page's own, or a server that speaks as flowrt does.

import { FlowError, Unwell } from "./problems.js";
import { quoted, textOf, valueOf } from "./values.js";

/** Return what asks the services that `bindings` has by name: `ask(cut, text, scope) -> text`. */
export function asking(bindings) {
  return (cut, text, scope) => {
    const bound = bindings[cut.component];
    if (!bound) throw new FlowError("R214", { expected: `services.${cut.component}`, found: "nothing" });
    if (isAddress(bound)) return fetched(bound, {}, cut, text, scope);
    if (isAddress(bound.url)) return fetched(bound.url, bound.headers, cut, text, scope);
    return called(bound, cut, text);
  };
}

function isAddress(bound) {
  return typeof bound === "string" || bound instanceof URL;
}

async function fetched(address, headers, cut, text, scope) {
  const answer = await fetch(`${address}`.replace(/\/$/, "") + `/v1/flows/${cut.function}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept: "application/json" },
    body: text,
    signal: signalOf(scope),
  });
  if (!answer.ok) throw new Unwell(answer.status);
  return (await answer.text()).trim();
}

function signalOf({ deadline, signal }) {
  if (deadline === Infinity) return signal;
  const late = AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now())));
  return signal ? AbortSignal.any([signal, late]) : late;
}

/** Call a function, or a method of an object, with the arguments by name. */
async function called(bound, cut, text) {
  const given = valueOf(PACKAGE.services[cut.component][cut.function], quoted(text));
  const value = await (typeof bound === "function"
    ? bound(cut.function, given)
    : bound[cut.function](given));
  return textOf(value ?? []);
}
