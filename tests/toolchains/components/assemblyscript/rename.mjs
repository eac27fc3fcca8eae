// A transform for asc, which cannot export a function under a name with ":", "/" or "#".
import { Transform } from "assemblyscript/transform";

const PASS = "relay:chain/link@1.0.0#pass";
const NAMES = { pass: PASS, dropPassed: "cabi_post_" + PASS };

export default class extends Transform {
  afterCompile(module) {
    for (const [name, exported] of Object.entries(NAMES)) {
      module.addFunctionExport("link/" + name, exported);
      module.removeExport(name);
    }
  }
}
