// A transform for asc, which cannot export a function under a name with ":", "/" or "#".
import { Transform } from "assemblyscript/transform";

const INTERFACE = "cars:market/market@0.1.0#";
const NAMES = {
  regionOf: INTERFACE + "region-of",
  classify: INTERFACE + "classify",
  card: INTERFACE + "card",
  dropCard: "cabi_post_" + INTERFACE + "card",
};

export default class extends Transform {
  afterCompile(module) {
    for (const [name, exported] of Object.entries(NAMES)) {
      module.addFunctionExport("market/" + name, exported);
      module.removeExport(name);
    }
  }
}
