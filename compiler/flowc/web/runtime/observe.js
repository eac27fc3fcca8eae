// Who wants to know what a transaction does is told of it, as a server tells: of the whole flow, of
// each segment and of each cut, when it begins and when it has ended.

/** Tells of work by number, with the number of what it happens within. */
export class Observer {
  /** `tell(step)` is called when a step begins, and again, with its time, when it has ended. */
  constructor(tell, { within = 0, began = performance.now(), numbers = { last: 0 } } = {}) {
    this.tell = tell;
    this.within = within;
    this.began = began;
    this.numbers = numbers;
    this.notes = {};
  }

  /** Keep facts about the step that this is within, which are told when it has ended. */
  note(facts) {
    Object.assign(this.notes, facts);
  }

  /** Begin a step; gives the observer of what happens within it, and what ends it. */
  enter(work) {
    const start = performance.now();
    const step = { id: (this.numbers.last += 1), within: this.within, ...work, at: start - this.began };
    this.tell({ ...step });
    const inner = new Observer(this.tell, { within: step.id, began: this.began, numbers: this.numbers });
    const leave = (failed) => {
      const ended = { ...step, ...inner.notes, ms: performance.now() - start };
      this.tell(failed === undefined ? ended : { ...ended, failed });
    };
    return { inner, leave };
  }
}

/** Do a piece of work within a scope, whose observer is told of it if there is one. */
export function observed(scope, work, job) {
  return scope.observer ? seen(scope, work, job) : job(scope);
}

async function seen(scope, work, job) {
  const { inner, leave } = scope.observer.enter(work);
  try {
    const value = await job(scope.seenBy(inner));
    leave();
    return value;
  } catch (error) {
    leave(error.code || error.name || "Error");
    throw error;
  }
}
