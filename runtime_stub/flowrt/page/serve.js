// The page on a server: fetches the catalogue, and calls flows with the events on the way.

import { h } from "./elements.js";
import { mount } from "./page.js";

const root = document.getElementById("page");
const STEPS = 500;
let token = sessionStorage.getItem("token");

function headers(more = {}) {
  return token ? { ...more, authorization: `Bearer ${token}` } : more;
}

async function call(flow, text, signal, onStep) {
  const began = performance.now();
  const response = await fetch(`/v1/flows/${flow}`, {
    method: "POST",
    body: text,
    signal,
    headers: headers({ "content-type": "application/json", accept: "text/event-stream" }),
  });
  if (!response.ok) throw await response.json();
  const steps = new Map();
  for await (const [kind, data] of eventsOf(response)) {
    if (kind === "began" || kind === "ended") {
      note(steps, kind, JSON.parse(data));
      onStep([...steps.values()]);
    } else if (kind === "result") {
      const path = [...steps.values()];
      const whole = path.find((one) => one.kind === "flow");
      return { text: data, path, ms: whole?.ms ?? performance.now() - began };
    } else if (kind === "problem") {
      throw { ...JSON.parse(data), steps: [...steps.values()] };
    }
  }
  throw { title: "the server ended the connection", detail: "before there was a result" };
}

function note(steps, kind, facts) {
  if (kind === "ended") Object.assign(steps.get(facts.id) ?? {}, facts);
  else if (steps.size < STEPS) steps.set(facts.id, facts);
}

/** Yield the events of a response: pairs of a kind and its data. */
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (text + value).split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s, 2)));
      if (fields.has("event")) yield [fields.get("event"), fields.get("data")];
    }
  }
}

async function start() {
  const response = await fetch("/v1/flows", { headers: headers() });
  if (response.status === 401) return askForToken();
  const answer = await response.json();
  if (!response.ok) return root.replaceChildren(h("p", { class: "card" }, answer.title));
  document.title = `${answer.package} ${answer.version}`;
  return mount(root, answer, call);
}

function askForToken() {
  const input = h("input", { id: "token", type: "password", autocomplete: "off", required: true });
  const enter = (event) => {
    event.preventDefault();
    token = input.value.trim();
    sessionStorage.setItem("token", token);
    start();
  };
  root.replaceChildren(
    h(
      "form",
      { class: "card token", onsubmit: enter },
      h("h1", {}, "A token, please"),
      h("label", { for: "token" }, token ? "That one is not valid. Token" : "This server asks for a bearer token"),
      input,
      h("button", { type: "submit", class: "run" }, "Go on"),
    ),
  );
  input.focus();
}

start();
