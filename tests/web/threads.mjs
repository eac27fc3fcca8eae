// Work that never ends is cut short: by a time, by a signal, by a call's own timeout; then all is well.
import { readFileSync } from "node:fs";

const { open } = await import(JSON.parse(readFileSync(0, "utf-8")).module);
const app = open({ threads: 2 });
const came = [];

async function tried(work) {
  try {
    came.push(await work());
  } catch (error) {
    came.push(typeof error.code === "string" ? error.code : error.name);
  }
}

await tried(() => app.call("spin", { times: 4_294_967_295 }, { timeout: 100 }));
const stop = new AbortController();
setTimeout(() => stop.abort(new DOMException("no longer wanted", "AbortError")), 50);
await tried(() => app.call("spin", { times: 4_294_967_295 }, { signal: stop.signal }));
await tried(() => app.call("short", { times: 4_294_967_295 }));
await tried(() => app.call("short", { times: 3 }));
let ticks = 0;
const ticking = setInterval(() => (ticks += 1), 1);
await tried(() => app.call("spin", { times: 200_000_000 }));
clearInterval(ticking);
came.push(ticks > 3);
const many = await Promise.all(Array.from({ length: 8 }, (_, at) => app.call("spin", { times: at })));
came.push(many);
await app.close();
console.log(JSON.stringify(came));
