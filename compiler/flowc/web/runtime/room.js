// Room for instances. An engine sets aside gigabytes of addresses for each memory, so that there is
// room for some dozens of instances in all threads of a page together; what nobody holds any more
// gives its room back only when its thread collects garbage, which it does for lack of its own alone.

const FIRST_WAIT = 5;
const LONGEST_WAIT = 1000;

/** Do work that starts an instance; where there is no room for it, make some and try again. */
export async function withRoom(work, scope, flow, makeRoom) {
  for (let pause = FIRST_WAIT; ; pause *= 2) {
    try {
      return await work();
    } catch (error) {
      if (error.code !== "R414" || pause > LONGEST_WAIT) throw error;
    }
    makeRoom();
    collect();
    await scope.pause(pause, flow);
  }
}

/** Have this thread collect its garbage: an engine does before it says that a memory does not fit. */
function collect() {
  try {
    return new WebAssembly.Memory({ initial: 1 });
  } catch (error) {
    return error;
  }
}
