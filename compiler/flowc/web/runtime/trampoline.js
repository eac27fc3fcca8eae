// Runs flows that wait: segment after segment, doing at each cut what the plan says.

import { Calls } from "./calls.js";
import { observed } from "./observe.js";
import { FlowError } from "./problems.js";
import { calledBy, failed, namesOf, told, unprintable } from "./said.js";
import { argumentsOf, branchOf, itemsOf, readStep, resumed } from "./steps.js";

const LONGEST_TIMER = 2 ** 31 - 1;

/** What the language calls each kind of fault that a `try` catches. */
const KINDS = {
  R409: "unkept",
  R410: "trap",
  R411: "arithmetic",
  R412: "timeout",
  R413: "limit",
  R414: "limit",
  R415: "limit",
  R416: "limit",
  R417: "limit",
  R419: "denied",
  R430: "unreachable",
  R432: "unkept",
  R434: "unreachable",
  R440: "limit",
  R441: "limit",
};

/** A branch ended the flow that it is a branch of, with this value. */
class Left {
  constructor(value) {
    this.value = value;
  }
}

export class Trampoline {
  /** `run(number, flow, text, scope)` runs one entry of the door; `ask` asks a service. */
  constructor(run, ask) {
    this.run = async (number, flow, text, scope) => {
      try {
        const job = (within) => run(number, flow, text, within);
        return await observed(scope, { kind: "segment", name: flow, flow, place: "" }, job);
      } catch (error) {
        throw unprintable(error);
      }
    };
    this.calls = new Calls((...entry) => this.whole(...entry), ask);
  }

  /** Run an exported flow, or an entry that a cut names, to its end. */
  async whole(number, flow, text, scope) {
    let waiting = await this.advance([], await this.run(number, flow, text, scope), scope);
    while (waiting.frames) {
      const outcome = await this.perform(waiting, scope);
      const frames = waiting.frames;
      const frame = frames.pop();
      waiting = await this.advance(frames, await this.goOn(frame, outcome, scope), scope);
    }
    return waiting.done;
  }

  /** Go on until something is to be done that segments do not do. */
  async advance(frames, answer, scope) {
    for (;;) {
      const step = readStep(answer);
      if ("left" in step) throw new Left(step.left);
      if ("done" in step) {
        if (!frames.length) return step;
        answer = await this.goOn(frames.pop(), step.done, scope);
        continue;
      }
      const cut = PACKAGE.cuts[step.cut];
      const frame = { cut, number: step.cut, state: step.state };
      if (cut.kind === "next") {
        answer = await this.goOn(frame, undefined, scope);
      } else if (cut.kind === "flow") {
        frames.push(frame);
        answer = await this.run(cut.targets[0], cut.flow, argumentsOf(step.args), scope);
      } else {
        return { frames: [...frames, frame], args: step.args };
      }
    }
  }

  async goOn({ cut, state }, outcome, scope) {
    try {
      return await this.run(cut.resume, cut.flow, resumed(state, outcome), scope);
    } catch (error) {
      if (!(error instanceof FlowError) || !error.isInput || error.code === "R409") throw error;
      if (cut.kind !== "service") throw new FlowError("R418", { flow: cut.flow, detail: error.message });
      const found = `${error.path}: expected ${error.expected}, found ${error.found}`;
      throw failed(cut, `it gave ${found}`);
    }
  }

  /** Do what a flow waits for; the outcome that it is to be resumed with. */
  perform({ frames, args }, scope) {
    const { cut, number } = frames.at(-1);
    const { flow, place } = cut;
    const work = { kind: "cut", name: calledBy(cut) || cut.kind, flow, place, cut: number };
    return observed(scope, work, (within) => this.done(cut, args, within));
  }

  done(cut, args, scope) {
    if (cut.kind === "list" || cut.kind === "tuple") return this.branches(cut, args, scope);
    if (cut.kind === "try") return this.tried(cut, args, scope);
    if (cut.kind === "sleep") return this.slept(cut, scope);
    return this.calls.call(cut, args, scope);
  }

  branches(cut, args, scope) {
    return leaving(cut, async () => `[${(await beside(this.jobs(cut, args), scope)).join(",")}]`);
  }

  jobs(cut, args) {
    const job = (target, text) => (scope) => this.whole(target, cut.flow, text, scope);
    if (cut.kind === "tuple") {
      return itemsOf(args).map((held, at) => job(cut.targets[at], branchOf(held)));
    }
    const [held, items] = itemsOf(args);
    return itemsOf(items).map((item) => job(cut.targets[0], branchOf(held, item)));
  }

  /** Run what a `try` is before; a fault is its value, unless all of the time is over. */
  tried(cut, args, scope) {
    const [held] = itemsOf(args);
    return leaving(cut, async () => {
      try {
        return await this.whole(cut.targets[0], cut.flow, branchOf(held), scope);
      } catch (reason) {
        if (!(reason instanceof FlowError) || !(reason.code in KINDS) || scope.isOver) throw reason;
        return JSON.stringify({ err: { kind: KINDS[reason.code], message: told(reason) } });
      }
    });
  }

  /** Let time pass; it is a fault at once where so much is not left. */
  async slept(cut, scope) {
    if (scope.deadline - performance.now() < cut.ms) {
      const detail = `it would sleep ${cut.ms} ms, longer than is left`;
      throw new FlowError("R412", { ...namesOf(cut), detail });
    }
    const until = performance.now() + cut.ms;
    for (let rest = cut.ms; rest > 0; rest = until - performance.now()) {
      await scope.pause(Math.min(rest, LONGEST_TIMER), cut.flow);
    }
    return "[]";
  }

}

/** The outcome of work that may end the flow which it is a part of. */
async function leaving(cut, work) {
  try {
    const value = await work();
    return cut.leaves ? `{"value":${value}}` : value;
  } catch (reason) {
    if (!(reason instanceof Left)) throw reason;
    return `{"left":${reason.value}}`;
  }
}

/** Do jobs beside each other, with the outcome that doing them in order would have. */
async function beside(jobs, scope) {
  const controllers = jobs.map(() => new AbortController());
  let failedAt = jobs.length;
  const settled = await Promise.allSettled(
    jobs.map(async (job, at) => {
      try {
        return await job(scope.until(controllers[at].signal));
      } catch (reason) {
        failedAt = Math.min(failedAt, at);
        for (const later of controllers.slice(at + 1)) later.abort();
        throw reason;
      }
    }),
  );
  if (failedAt < jobs.length) throw settled[failedAt].reason;
  return settled.map(({ value }) => value);
}
