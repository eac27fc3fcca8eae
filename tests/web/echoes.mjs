// Gives each flow of echoes.flow values of its types; prints how many, and what came back otherwise.
import { isDeepStrictEqual } from "node:util";
const { open } = await import(process.argv[2]);
const flows = await open().component();
const row = {
  a: -128, b: -32768, c: -2147483648, d: -(2n ** 63n), e: 255, f: 65535, g: 4294967295,
  h: 2n ** 64n - 1n, i: 0.5, j: 0.1, k: "🙂", l: true, m: "é",
};
const { a, b, c, d, e, f, g, h } = row;
const none = { tag: "none" };
const some = (val) => ({ tag: "some", val });
const days = { mon: true, tue: false, wed: true };
const cases = [[none, { tag: "one", val: row }, { tag: "many", val: "x".repeat(99) }], "large", days];
const asked = {
  numbers: [[a, b, c, d, e, f, g, h]],
  floats: [[0.5, 0.1, Float32Array.of(0.25, -1), Float64Array.of(0.1, Infinity)]],
  plain: [["\u0000", true, ""], ["ß", false, "x".repeat(33)]],
  lists: [[Int8Array.of(-1, 1), [true, false], ["a", "🙂"], ["", "é", "y".repeat(40)], BigUint64Array.of(0n, h), [new Uint16Array(), Uint16Array.of(65535)]]],
  rows: [[[]], [[row, row]]],
  cases: [[...cases, some(undefined), { tag: "ok", val: -1 }], [...cases, some(7), { tag: "err", val: "no" }]],
  byte: [[-1]], letter: [["é"]], truth: [[true], [false]], wide: [[-1n]], narrow: [[0.5]], bits: [[days]],
  maybe: [["a"], [undefined]], outcome: [["b"]],
};
const wrong = [];
for (const [name, calls] of Object.entries(asked)) {
  for (const values of calls) {
    const came = flows[name](...values);
    const isTuple = ["numbers", "floats", "plain", "lists", "cases"].includes(name);
    if (!isDeepStrictEqual(came, isTuple ? values : values[0])) wrong.push([name, came]);
  }
}
console.log(JSON.stringify([Object.keys(asked).length, wrong], (_, one) => typeof one === "bigint" ? `${one}` : one));
