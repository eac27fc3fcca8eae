// Loads archives, given as base64, with keys, and prints what each comes to: a result, or the code
// of a refusal.
import { readFileSync } from "node:fs";

const { module, archives, tries, flow, text } = JSON.parse(readFileSync(0, "utf-8"));
const { loadArchive } = await import(module);
const came = [];
for (const [at, trust] of tries) {
  try {
    const app = await loadArchive(`data:application/octet-stream;base64,${archives[at]}`, { trust });
    came.push(await app.callText(flow, text));
  } catch (error) {
    if (!error.code) throw error;
    came.push(error.code);
  }
}
console.log(JSON.stringify(came));
