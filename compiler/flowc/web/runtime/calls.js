// Calls at cuts, made as their policies say: in time, again where they fail, or with what stands in.

import { Breakers } from "./breaker.js";
import { FlowError, Unwell } from "./problems.js";
import { failed, namesOf } from "./said.js";
import { argumentsOf } from "./steps.js";

const BACKOFF = 50;
const LONGEST_PAUSE = 30_000;
/** Nobody was bound, or somebody who does not fit: no failure of a service, and none that passes. */
const REFUSED = ["R214", "R215"];

/** Whether a server is well that answers so: what it says of failing is about what it was asked. */
function isWell(status) {
  return status < 500 && status !== 408 && status !== 429;
}

export class Calls {
  /** `whole(number, flow, text, scope)` runs an entry to its end; `ask` asks a service. */
  constructor(whole, ask) {
    this.whole = whole;
    this.ask = ask;
    this.breakers = new Breakers();
  }

  /** Make a call as its policies say: again where it fails, then what stands in for it. */
  async call(cut, args, scope) {
    const text = argumentsOf(args);
    let pause = (cut.backoff ?? BACKOFF * 1000) / 1000;
    for (let again = cut.retry; again >= 0; again -= 1) {
      try {
        const value = await this.breakers.call(cut, scope, (within) => this.once(cut, text, within));
        return cut.fallback ? `{"value":${value}}` : value;
      } catch (error) {
        const isFinal = !(error instanceof FlowError) || REFUSED.includes(error.code) || scope.isOver;
        if (this.breakers.refuses(cut)) again = 0;
        if (isFinal || !(again || cut.fallback)) throw error;
      }
      if (again) await scope.pause(Math.random() * pause, cut.flow);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    return '"failed"';
  }

  async once(cut, text, outer) {
    const scope = cut.timeout === null ? outer : outer.within(cut.timeout / 1000);
    try {
      const value = await (cut.kind === "call"
        ? this.whole(cut.targets[0], cut.flow, text, scope)
        : this.service(cut, text, scope));
      if (!scope.isOver) return value;
    } catch (error) {
      if (error.code !== "R412" || outer.isOver || cut.timeout === null) throw error;
    }
    outer.check(cut.flow);
    throw new FlowError("R412", { ...namesOf(cut), detail: `the call may take ${cut.timeout / 1000} ms` });
  }

  async service(cut, text, scope) {
    try {
      return await scope.race(this.ask(cut, text, scope), cut.flow);
    } catch (error) {
      if (error instanceof FlowError) throw error;
      scope.check(cut.flow);
      if (!(error instanceof Unwell)) throw failed(cut, `${error.name}`);
      throw failed(cut, error.message, isWell(error.status));
    }
  }
}
