// Loads archives, given as base64, and prints what each comes to: a result, or a refusal's code.
import { readFileSync } from "node:fs";

const { module, archives, keys, threshold, flow, text } = JSON.parse(readFileSync(0, "utf-8"));
const { loadArchive } = await import(module);
const came = [];
for (const archive of archives) {
  try {
    const app = await loadArchive(`data:application/octet-stream;base64,${archive}`, { trust: { keys, threshold } });
    came.push(await app.callText(flow, text));
  } catch (error) {
    if (!error.code) throw error;
    came.push(error.code);
  }
}
console.log(JSON.stringify(came));
