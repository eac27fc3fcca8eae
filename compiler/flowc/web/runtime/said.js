// What is said of a fault at a cut: what was called there, where, and what came of it.

import { FlowError } from "./problems.js";

const CASE = /^(.* )?(?:done|left|cut-(\d{1,9}))\.?(.*)$/;

/** The same error, told as what it is where a step cannot hold a value: a result, or what is kept. */
export function unprintable(error) {
  const found = error.code === "R409" && CASE.exec(error.path);
  if (!found) return error;
  const [, within = "", number, path] = found;
  if (number === undefined) return new FlowError("R409", { ...error.facts, path: `${within}${path}`.trim() });
  const detail = `${path}: expected ${error.expected}, found ${error.found}`;
  return new FlowError("R432", { ...namesOf(PACKAGE.cuts[number]), detail });
}

/** What happened in one line: what it was, of whom, where, and in the engine's words. */
export function told(error) {
  if (error.code === "R409") return `${error.path}: expected ${error.expected}, found ${error.found}`;
  const called = calledBy(error);
  const parts = [error.title, called && ` in \`${called}\``, error.place && ` at ${error.place}`];
  return [...parts, error.detail && `: ${error.detail}`].filter(Boolean).join("");
}

/** What is called, as a person reads it. */
export function calledBy({ component, function: name }) {
  return [component, name].filter(Boolean).join(".");
}

export function namesOf({ flow, component, function: name, place }) {
  return { flow, component, function: name, place };
}

/** The fault of a service; one that `isWell` answered that it does not take what it was given. */
export function failed(cut, detail, isWell = false) {
  return Object.assign(new FlowError("R430", { ...namesOf(cut), detail }), { isWell });
}
