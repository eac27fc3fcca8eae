// Runs the jobs that stdin has as JSON, and prints what each comes to: a text, or a fault's parts;
// with `steps`, what each did, too.
import { readFileSync } from "node:fs";

const { module, options, jobs, steps } = JSON.parse(readFileSync(0, "utf-8"));
const { open } = await import(module);
const app = open(options);
const came = [];
for (const [flow, text] of jobs) {
  const told = [];
  const seen = steps ? { onStep: (step) => told.push(step) } : {};
  const more = steps ? { steps: told } : {};
  try {
    came.push({ text: await app.callText(flow, text, seen), ...more });
  } catch (error) {
    if (!error.code) throw error;
    came.push({ code: error.code, title: error.title, ...error.facts, ...more });
  }
}
console.log(JSON.stringify(came));
await app.close();
