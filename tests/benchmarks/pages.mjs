// Does work by name, as often as it is asked to: a line in has both, a line out says that it is done.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [module, core] = process.argv.slice(2);
const { open } = await import(module);
const app = open({ isolation: "stream" });
const component = await app.component();
const text = '{"name":"Ada"}';
const hand = handWritten((await WebAssembly.instantiate(readFileSync(core))).instance.exports);

/** What a person would write for this one function of this one module. */
function handWritten(exports) {
  const { memory, cabi_realloc: realloc } = exports;
  const greet = exports["hello:greeting/greeting@0.1.0#greet"];
  const done = exports["cabi_post_hello:greeting/greeting@0.1.0#greet"];
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return (name) => {
    const data = encoder.encode(name);
    const at = realloc(0, 0, 1, data.length);
    new Uint8Array(memory.buffer, at).set(data);
    const answer = greet(at, data.length);
    const view = new DataView(memory.buffer, answer, 8);
    const said = decoder.decode(new Uint8Array(memory.buffer, view.getUint32(0, true), view.getUint32(4, true)));
    done(answer);
    return said;
  };
}

const WORK = {
  text: () => app.callText("hello", text),
  typed: () => component.hello("Ada"),
  hand: () => hand("Ada"),
  handJson: () => JSON.stringify(hand(JSON.parse(text).name)),
  plainJson: () => JSON.stringify(`Hello, ${JSON.parse(text).name}!`),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, times] = line.split(" ");
  const work = WORK[name];
  let last;
  for (let at = 0; at < Number(times); at += 1) last = await work();
  console.log(JSON.stringify(last));
}
