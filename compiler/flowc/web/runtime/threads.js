// Threads that run entries of the door, so that a page stays responsive and work can be cut short.

import { Instance } from "./instance.js";
import { FlowError } from "./problems.js";
import { withRoom } from "./room.js";

const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");

/** Threads, each with a job at most; one that is given up is stopped, and another takes its place. */
export class Threads {
  /** `keeps` says whether a thread keeps its instance until a fault, for what it runs next. */
  constructor(modules, count, keeps) {
    this.modules = modules;
    this.keeps = keeps;
    this.idle = [];
    this.free = count;
    this.waiting = [];
  }

  run(number, flow, text, scope) {
    return withRoom(() => this.once(number, flow, text, scope), scope, flow, () => this.close());
  }

  async once(number, flow, text, scope) {
    const thread = await this.take(scope, flow);
    let isWell = false;
    try {
      const said = await scope.race(thread.ask({ number, flow, text }), flow);
      isWell = said.code !== "R414";
      if (said.code) throw new FlowError(said.code, said.facts);
      return said.text;
    } finally {
      if (!isWell) thread.stop();
      this.give(isWell ? thread : undefined);
    }
  }

  async take(scope, flow) {
    while (!this.idle.length && !this.free) {
      await scope.race(new Promise((turn) => this.waiting.push(turn)), flow);
    }
    const kept = this.idle.pop();
    if (kept) return kept;
    this.free -= 1;
    return new Thread({ modules: this.modules, keeps: this.keeps });
  }

  give(thread) {
    if (thread) this.idle.push(thread);
    else this.free += 1;
    this.waiting.shift()?.();
  }

  /** Stop all threads that have no work. */
  close() {
    for (const thread of this.idle.splice(0)) {
      thread.stop();
      this.free += 1;
    }
  }
}

class Thread {
  constructor(first) {
    this.worker = started(sourceOf());
    this.worker.listen((said) => this.answer(said));
    this.worker.fail((error) => this.refuse(error));
    this.worker.post(first);
  }

  ask(job) {
    return new Promise((answer, refuse) => {
      this.answer = answer;
      this.refuse = refuse;
      this.worker.post(job);
    });
  }

  stop() {
    this.worker.stop();
  }
}

/** The text of a program that serves entries to whoever started it. */
function sourceOf() {
  return `(${program})(${JSON.stringify(PACKAGE)},${JSON.stringify(TITLES)}).serve()`;
}

function started(source) {
  return node ? startedByNode(source) : startedByPage(source);
}

function startedByNode(source) {
  const worker = new node.Worker(source, { eval: true });
  worker.unref();
  return {
    post: (job) => worker.postMessage(job),
    listen: (hear) => worker.on("message", hear),
    fail: (hear) => worker.on("error", hear),
    stop: () => worker.terminate(),
  };
}

function startedByPage(source) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  // Some browsers read the text only once the worker starts, so its address has to last until then.
  worker.addEventListener("message", () => URL.revokeObjectURL(address), { once: true });
  return {
    post: (job) => worker.postMessage(job),
    listen: (hear) => worker.addEventListener("message", ({ data }) => hear(data)),
    fail: (hear) => worker.addEventListener("error", (event) => hear(new Error(event.message))),
    stop: () => worker.terminate(),
  };
}

/** In a thread: answer each job with a text or a fault, from a new instance or the one that is kept. */
export function serve() {
  const port = node ? node.parentPort : globalThis;
  const say = (said) => port.postMessage(said);
  let [modules, keeps, kept] = [];
  const hear = async (job) => {
    if (job.modules) {
      ({ modules, keeps } = job);
      return;
    }
    try {
      const instance = kept ?? (await Instance.start(modules));
      kept = undefined;
      const text = instance.call(job.number, job.flow, job.text);
      if (keeps) kept = instance;
      say({ text });
    } catch (error) {
      const known = error instanceof FlowError ? error : new FlowError("R418", { detail: `${error}` });
      say({ code: known.code, facts: known.facts });
    }
  };
  if (node) port.on("message", hear);
  else port.addEventListener("message", ({ data }) => hear(data));
}

