// Circuit breakers: a service that failed again and again is left alone for a while, as its calls say.

import { FlowError } from "./problems.js";
import { namesOf } from "./said.js";

/** Counts calls of one service: closed, open, or half-open, when a few are let through to see. */
export class Breaker {
  /** `how` has a plan's numbers, in microseconds; `now` is a clock in milliseconds. */
  constructor(how, now = () => performance.now()) {
    this.how = how;
    this.now = now;
    this.turn("closed");
  }

  /** For how many milliseconds no call is let through; 0 if the next one is. */
  get left() {
    return this.isFull ? Math.max(0, this.until - this.now()) : 0;
  }

  get isFull() {
    return this.state === "open" || (this.state === "half-open" && this.let >= this.how.probes);
  }

  /** A ticket for a call, or nothing; whoever has one has to leave with it. */
  enter() {
    if (this.isFull && this.now() >= this.until) this.turn("half-open");
    if (this.isFull) return undefined;
    this.let += 1;
    return this.time;
  }

  /** Note how a call went, null if nothing is known of it; what began in another state says nothing. */
  leave(ticket, isWell) {
    if (ticket !== this.time) return;
    if (this.state === "half-open") this.probed(isWell);
    else if (isWell !== null) this.count(isWell);
  }

  probed(isWell) {
    if (isWell === null) this.let -= 1;
    else if (!isWell) this.turn("open");
    else if ((this.well += 1) === this.how.probes) this.turn("closed");
  }

  count(isWell) {
    const { failures, of, within } = this.how;
    if (isWell && of === null) this.ended = [];
    else this.ended.push({ isWell, at: this.now() });
    const since = within === null ? -Infinity : this.now() - within / 1000;
    this.ended = this.ended.slice(-(of ?? failures)).filter(({ at }) => at >= since);
    if (this.ended.filter((one) => !one.isWell).length >= failures) this.turn("open");
  }

  turn(state) {
    this.state = state;
    this.time = (this.time ?? 0) + 1;
    this.let = this.well = 0;
    this.ended = [];
    this.until = this.now() + this.how.open / 1000;
  }
}

/** The breakers of the services that a package asks; calls that say the same share one. */
export class Breakers {
  constructor(now) {
    this.now = now;
    this.breakers = new Map();
  }

  of(cut) {
    const key = JSON.stringify([cut.component, cut.breaker]);
    if (!this.breakers.has(key)) this.breakers.set(key, new Breaker(cut.breaker, this.now));
    return this.breakers.get(key);
  }

  refuses(cut) {
    return Boolean(cut.breaker) && this.of(cut).left > 0;
  }

  /** Make a call, unless its service is left alone. */
  async call(cut, scope, make) {
    if (!cut.breaker || scope.isOver) return make(scope);
    const breaker = this.of(cut);
    const note = (what) => scope.observer?.note({ breaker: what });
    const ticket = watched(breaker, note, () => breaker.enter());
    if (ticket === undefined) {
      note("refused");
      throw leftAlone(cut, breaker.left);
    }
    const leave = (isWell) => watched(breaker, note, () => breaker.leave(ticket, isWell));
    let value;
    try {
      value = await make(scope);
    } catch (error) {
      leave(toldBy(error));
      throw error;
    }
    leave(true);
    return value;
  }
}

/** Do something with a breaker, and note the state that this brings it to. */
function watched(breaker, note, act) {
  const { state } = breaker;
  const given = act();
  if (breaker.state !== state) note(breaker.state);
  return given;
}

/** Whether a service is well that a call of it ended so; null if that says nothing of it. */
function toldBy(error) {
  return error.code === "R430" || error.code === "R412" ? error.isWell === true : null;
}

function leftAlone(cut, ms) {
  const detail = `it failed again and again; it is asked in ${(ms / 1000).toFixed(1)} s`;
  return new FlowError("R434", { ...namesOf(cut), detail });
}
