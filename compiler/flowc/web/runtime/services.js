// Services that flows ask: a function of the page's own, or a server that speaks as flowrt does.

import { Agreed } from "./agreed.js";
import { FlowError, Unwell } from "./problems.js";
import { quoted, textOf, valueOf } from "./values.js";

/** Return what asks the services that `bindings` has by name: `ask(cut, text, scope) -> text`. */
export function asking(bindings) {
  const agreed = new Map(Object.keys(bindings).map((name) => [name, new Agreed()]));
  return (cut, text, scope) => {
    const bound = bindings[cut.component];
    if (!bound) throw new FlowError("R214", { expected: `services.${cut.component}`, found: "nothing" });
    if (isAddress(bound)) return asked(bound, {}, agreed.get(cut.component), cut, text, scope);
    if (isAddress(bound.url)) return asked(bound.url, bound.headers, agreed.get(cut.component), cut, text, scope);
    return called(bound, cut, text);
  };
}

function isAddress(bound) {
  return typeof bound === "string" || bound instanceof URL;
}

/** Ask a server, once it was seen to have what is called of it. */
async function asked(address, headers, agreed, cut, text, scope) {
  const ask = (path, { headers: more, ...request }, within) =>
    fetch(`${address}`.replace(/\/$/, "") + path, {
      ...request,
      headers: { ...headers, accept: "application/json", ...more },
      signal: signalOf(within),
    });
  if (!agreed.isAgreed) await agreed.seeTo(cut, ask, scope);
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: text };
  const answer = await ask(`/v1/flows/${cut.function}`, request, scope);
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
  const { params } = PACKAGE.services[cut.component][cut.function];
  const given = valueOf(["record", null, params], quoted(text));
  const value = await (typeof bound === "function"
    ? bound(cut.function, given)
    : bound[cut.function](given));
  return textOf(value ?? []);
}
