// Steps as text: what a segment answered, taken apart without understanding the values in it.

import { FlowError } from "./problems.js";

const WAITS = /^\{"cut-(\d{1,9})":\{("args":)?/;

/** What a segment answered: `{done}`, `{left}`, or `{cut, args, state}`, each part as text. */
export function readStep(answer) {
  if (answer.startsWith('{"done":')) return { done: answer.slice(8, -1) };
  if (answer.startsWith('{"left":')) return { left: answer.slice(8, -1) };
  const found = WAITS.exec(answer);
  if (!found) throw new FlowError("R418", { detail: "a segment answers with something that is no step" });
  let start = found[0].length;
  let args = "";
  if (found[2]) {
    const end = endOf(answer, start);
    args = answer.slice(start, end);
    start = end + 1;
  }
  return { cut: Number(found[1]), args, state: answer.slice(start + '"state":'.length, -2) };
}

/** What a segment that goes on is given. */
export function resumed(state, outcome) {
  return outcome === undefined ? `{"state":${state}}` : `{"state":${state},"outcome":${outcome}}`;
}

/** Arguments as the object that an entry or a service takes; none are `[]` in a step. */
export function argumentsOf(args) {
  return args === "[]" ? "{}" : args;
}

/** What a branch is given: what it holds from around it, and its item. */
export function branchOf(held, item) {
  return item === undefined ? `{"given":${held}}` : `{"given":${held},"item":${item}}`;
}

/** The items of an array as slices; bytes in base64 are an array of numbers. */
export function itemsOf(array) {
  if (array.startsWith('"')) return [...atob(array.slice(1, -1))].map((one) => `${one.charCodeAt(0)}`);
  const found = [];
  for (let at = 1; at < array.length - 1; ) {
    const end = endOf(array, at);
    found.push(array.slice(at, end));
    at = end + 1;
  }
  return found;
}

/** Where the JSON value ends that starts at a place; the text is the codec's, without spaces. */
function endOf(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const one = text[at];
    if (one === '"') at = quoteEnd(text, at);
    else if (one === "[" || one === "{") depth += 1;
    else if (one === "]" || one === "}") depth -= 1;
    else if (one === "," && depth === 0) return at;
    if (depth < 0) return at;
  }
  return text.length;
}

function quoteEnd(text, start) {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
