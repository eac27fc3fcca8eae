// Does work by name, as often as it is asked to: a line in has both, a line out says that it is done.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { working } from "./pages_work.mjs";

const [module, core] = process.argv.slice(2);
const work = await working(await import(module), readFileSync(core));
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, times] = line.split(" ");
  console.log(JSON.stringify(await work(kind, Number(times))));
}
