// How long work may last: until a moment, or until somebody no longer wants it; and who is told of it.

import { Observer } from "./observe.js";
import { FlowError } from "./problems.js";

const LONGEST = 2 ** 31 - 1;

export class Scope {
  constructor(deadline = Infinity, signal = undefined, observer = undefined) {
    this.deadline = deadline;
    this.signal = signal;
    this.observer = observer;
  }

  /** What a call's options ask for, for no longer than so many milliseconds. */
  static of({ signal, onStep }, ms) {
    if (!signal && !onStep && ms === Infinity) return ENDLESS;
    return new Scope(Infinity, signal, onStep && new Observer(onStep)).within(ms);
  }

  /** The same, but no longer than so many milliseconds from now. */
  within(ms) {
    if (ms === undefined || ms === null || ms === Infinity) return this;
    return new Scope(Math.min(this.deadline, performance.now() + ms), this.signal, this.observer);
  }

  /** The same, but given up when another signal says so as well. */
  until(signal) {
    const both = this.signal ? AbortSignal.any([this.signal, signal]) : signal;
    return new Scope(this.deadline, both, this.observer);
  }

  /** The same, of which another observer is told. */
  seenBy(observer) {
    return new Scope(this.deadline, this.signal, observer);
  }

  get isOver() {
    return this.signal?.aborted === true || this.isLate;
  }

  get isLate() {
    return this.deadline !== Infinity && performance.now() >= this.deadline;
  }

  /** Throw what ended the work, if anything did. */
  check(flow) {
    this.signal?.throwIfAborted();
    if (this.isLate) throw new FlowError("R412", { flow });
  }

  /** Wait for a promise as long as this lasts; `give` is called where it lasts no longer. */
  async race(promise, flow, give = () => {}) {
    if (this.deadline === Infinity && !this.signal) return promise;
    let stop;
    const over = new Promise((_, reject) => {
      const end = () => {
        try {
          this.check(flow);
          reject(new FlowError("R412", { flow }));
        } catch (reason) {
          reject(reason);
        }
      };
      const left = Math.min(this.deadline - performance.now(), LONGEST);
      const timer = this.deadline === Infinity ? undefined : setTimeout(end, Math.max(0, left));
      this.signal?.addEventListener("abort", end);
      stop = () => {
        clearTimeout(timer);
        this.signal?.removeEventListener("abort", end);
      };
    });
    try {
      return await Promise.race([promise, over]);
    } catch (error) {
      give();
      throw error;
    } finally {
      stop();
    }
  }

  /** Wait so many milliseconds, or until this ends. */
  pause(ms, flow) {
    return this.race(new Promise((wake) => setTimeout(wake, ms)), flow);
  }
}

const ENDLESS = new Scope();
