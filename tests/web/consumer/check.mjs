// The project's own test: what was built does what it should.
import assert from "node:assert";
import { greetings, large, screened, steps, tooMuch, total, typed } from "./dist/main.js";

assert.equal(await total(), 42);
assert.equal(await greetings(), "Hello, Ada! Hello, Grace!");
assert.equal(await tooMuch(), "R411");
assert.equal(await large(), 2n ** 64n - 1n);
assert.deepEqual(await screened(), { err: "flagged" });
assert.equal(await typed(), 3);
assert.deepEqual(await steps(), ["flow many", "segment many", "cut list", "segment many", "segment many"]);
console.log("the consumer's test passed");
