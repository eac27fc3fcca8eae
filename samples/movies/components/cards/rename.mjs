// A transform for asc, which cannot export a function under a name with ":", "/" or "#".
import { Transform } from "assemblyscript/transform";

const INTERFACE = "movies:cards/cards@0.1.0#";
const NAMES = {
  readRating: INTERFACE + "read-rating",
  dropRating: "cabi_post_" + INTERFACE + "read-rating",
  originOf: INTERFACE + "origin-of",
  dropOrigin: "cabi_post_" + INTERFACE + "origin-of",
  card: INTERFACE + "card",
  dropCard: "cabi_post_" + INTERFACE + "card",
};

export default class extends Transform {
  afterCompile(module) {
    for (const [name, exported] of Object.entries(NAMES)) {
      module.addFunctionExport("cards/" + name, exported);
      module.removeExport(name);
    }
  }
}
