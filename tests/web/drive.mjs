// Runs the jobs that stdin has as JSON, and prints what each comes to: a text, or a fault's parts.
import { readFileSync } from "node:fs";

const { module, options, jobs } = JSON.parse(readFileSync(0, "utf-8"));
const { open } = await import(module);
const app = open(options);
const came = [];
for (const { flow, text, options: chosen } of jobs) {
  try {
    came.push({ text: await app.callText(flow, text, chosen) });
  } catch (error) {
    if (!error.code) throw error;
    came.push({ code: error.code, title: error.title, ...error.facts });
  }
}
console.log(JSON.stringify(came));
await app.close();
