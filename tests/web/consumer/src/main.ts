// Uses a flow as a program in TypeScript would: by its types, and by what it throws.
import { addUp, echo, FlowError, many, open, type Flows, type Line, type Step } from "../flows/kinds.mjs";

export async function total(): Promise<number> {
  return addUp({ a: 40, b: 2 });
}

export async function greetings(): Promise<string> {
  const came = await many({ names: ["Ada", "Grace"] });
  return "ok" in came ? came.ok.join(" ") : came.err;
}

export async function tooMuch(): Promise<string> {
  try {
    await addUp({ a: 4_294_967_295, b: 1 });
  } catch (error) {
    if (error instanceof FlowError) return error.code;
    throw error;
  }
  return "";
}

export async function large(): Promise<bigint> {
  const line: Line = {
    sku: "a", qty: 1, big: 2n ** 64n - 1n, data: new Uint8Array([1, 2]), note: null,
    deep: { some: null }, size: "large", days: ["mon"], found: ["nothing", { one: 3n }],
    rate: 0.5, mark: "x",
  };
  const [first] = await echo({ lines: [line] });
  return first?.big ?? 0n;
}

export async function screened(): Promise<Flows["screened"]["result"]> {
  const app = open({ services: { fraud: { screen: ({ net }) => net !== 2n ** 63n + 1n } } });
  return app.call("screened", { net: 2n ** 63n + 1n });
}

export async function steps(): Promise<Array<string>> {
  const taken = new Map<number, Step>();
  await many({ names: ["Ada"] }, { onStep: (step) => taken.set(step.id, step) });
  return [...taken.values()].map(({ kind, name, ms }) => (ms === undefined ? "" : `${kind} ${name}`));
}

export async function typed(): Promise<number> {
  const component = await open().component();
  return component.addUp(1, 2);
}

// @ts-expect-error - a text is no number
export const wrong = () => addUp({ a: "40" });
