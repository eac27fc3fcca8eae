// The page: `mount(root, catalogue, call)` shows flows to try. `catalogue` is what the server gives
// at /v1/flows; `call(flow, text, signal, onStep)` runs a flow on a JSON text and resolves to
// {text, path, ms}, or rejects with a problem: {code, title, detail, path}. Nothing is fetched here.

import { freshId, h } from "./elements.js";
import { fieldOf, spelled } from "./form.js";
import { graphOf } from "./graph.js";
import { membersOf, objectText, pretty } from "./values.js";

const THEMES = ["auto", "light", "dark"];

/** Show a catalogue's flows in an element. */
export function mount(root, catalogue, call) {
  const main = h("main", { id: "flow", tabindex: "-1" });
  const links = catalogue.flows.map((flow) =>
    h("a", { href: `#${flow.name}` }, h("b", {}, flow.name), h("small", {}, firstLine(flow.docs))),
  );
  const show = () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const at = Math.max(0, catalogue.flows.findIndex((flow) => flow.name === wanted));
    links.forEach((link, i) => link.toggleAttribute("aria-current", i === at));
    const flow = catalogue.flows[at];
    main.replaceChildren(...(flow ? sections(flow, call) : [h("p", {}, "There are no flows.")]));
  };
  addEventListener("hashchange", show);
  root.replaceChildren(
    h("a", { class: "skip", href: "#flow", onclick: (event) => skip(event, main) }, "Skip to the flow"),
    h(
      "header",
      {},
      h("h1", {}, catalogue.package, h("span", {}, catalogue.version)),
      themeButton(),
    ),
    h("nav", { "aria-label": "Flows" }, links),
    main,
  );
  show();
}

function skip(event, main) {
  event.preventDefault();
  main.focus();
}

function firstLine(text) {
  return text.split("\n", 1)[0];
}

function themeButton() {
  const button = h("button", { type: "button", class: "quiet" });
  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  button.addEventListener("click", () => {
    const at = THEMES.indexOf(document.documentElement.dataset.theme);
    show(THEMES[(at + 1) % THEMES.length]);
  });
  show("auto");
  return button;
}

/** Return what is shown of a flow. */
function sections(flow, call) {
  const graph = flow.drawing ? graphOf(flow.drawing, `What ${flow.name} calls`) : null;
  const output = outcome(graph);
  const form = formOf(flow, call, output);
  return [
    h(
      "section",
      { class: "about" },
      h("h2", {}, flow.name),
      h("code", { class: "signature" }, signatureOf(flow)),
      flow.docs ? h("p", { class: "docs" }, flow.docs) : null,
    ),
    h("div", { class: "columns" }, form, output.element),
    graph
      ? h("section", { class: "card drawing" }, h("h3", {}, "What it calls"), h("div", { class: "scroll", tabindex: "0" }, graph.element))
      : null,
  ].filter(Boolean);
}

function signatureOf(flow) {
  const params = flow.params.map((param) => `${param.name}: ${spelled(param.type)}`);
  return `(${params.join(", ")}) -> ${spelled(flow.result)}`;
}

// --- the form ------------------------------------------------------------------------------------

function formOf(flow, call, output) {
  const fields = flow.params.map((param) => {
    const field = fieldOf(param.type, param.name, param.name, param.docs);
    if (param.default !== undefined) field.set(param.default);
    return field;
  });
  const text = () => objectText(fields.map((field, at) => [flow.params[at].name, field.text()]));
  const json = jsonOf(flow, fields, text);
  const run = h("button", { type: "submit", class: "run" }, "Run", h("kbd", {}, "Ctrl Enter"));
  const stop = h("button", { type: "button", class: "quiet", hidden: true }, "Stop");
  const form = h(
    "form",
    { class: "card", "aria-label": `Parameters of ${flow.name}`, novalidate: true },
    h("div", { class: "bar" }, h("h3", {}, "Parameters"), json.button),
    h("div", { class: "parts", id: "fields" }, fields.length ? fields.map((one) => one.element) : h("p", { class: "docs" }, "It takes none.")),
    json.element,
    h("div", { class: "bar" }, run, stop),
  );
  const every = () => fields.flatMap((field) => field.all());
  const submit = async (event) => {
    event.preventDefault();
    const aborter = new AbortController();
    stop.onclick = () => aborter.abort();
    [run.disabled, stop.hidden] = [true, false];
    every().forEach(clear);
    output.begin();
    try {
      const given = json.text() ?? text();
      output.done(await call(flow.name, given, aborter.signal, output.step));
    } catch (problem) {
      if (aborter.signal.aborted) output.failed({ title: "stopped", detail: "by you" });
      else {
        output.failed(problem);
        if (json.text() === null) point(every(), problem);
      }
    } finally {
      [run.disabled, stop.hidden] = [false, true];
    }
  };
  form.addEventListener("submit", submit);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !run.disabled) submit(event);
  });
  return form;
}

/** Return the way to write the parameters as JSON instead. */
function jsonOf(flow, fields, text) {
  const area = h("textarea", { id: freshId("json"), rows: "12", spellcheck: "false", class: "code", "aria-label": "Parameters as JSON" });
  const element = h("div", { hidden: true }, area);
  const button = h("button", { type: "button", class: "quiet", "aria-pressed": "false" }, "As JSON");
  button.addEventListener("click", () => {
    const opens = element.hidden;
    const parts = element.parentElement.querySelector("#fields");
    if (opens) area.value = pretty(text()).map(([, piece]) => piece).join("");
    else fillIn(flow, fields, area.value);
    [element.hidden, parts.hidden] = [!opens, opens];
    button.setAttribute("aria-pressed", String(opens));
  });
  return { element, button, text: () => (element.hidden ? null : area.value) };
}

function fillIn(flow, fields, json) {
  try {
    JSON.parse(json);
    const given = new Map(membersOf(json));
    flow.params.forEach((param, at) => given.has(param.name) && fields[at].set(given.get(param.name)));
  } catch {
    // what is no JSON, or not of the type, is left behind: the fields have what they had
  }
}

function clear(field) {
  field.fault.hidden = true;
  field.input.removeAttribute("aria-invalid");
}

/** Show a problem at the field that it is about: the innermost on its path. */
function point(fields, problem) {
  const path = (problem.path ?? "").replace(/ ?\(byte \d+\)$/, "").replace(/\[(\d+)\]/g, ".$1");
  const about = fields
    .filter((field) => path === field.path || path.startsWith(`${field.path}.`))
    .sort((one, two) => two.path.length - one.path.length)[0];
  if (!about) return;
  about.fault.textContent = problem.expected
    ? `${problem.title}: expected ${problem.expected}, found ${problem.found ?? "nothing"}`
    : problem.title;
  about.fault.hidden = false;
  about.input.setAttribute("aria-invalid", "true");
  about.input.focus();
}

// --- what came of it -----------------------------------------------------------------------------

function outcome(graph) {
  const title = h("h3", {}, "Result");
  const time = h("span", { class: "time" });
  const copy = h("button", { type: "button", class: "quiet", hidden: true }, "Copy");
  const body = h("div", { class: "body", role: "status", "aria-live": "polite" }, hint());
  const steps = h("ol", { class: "steps", "aria-label": "What the call did" });
  const element = h("section", { class: "card outcome" }, h("div", { class: "bar" }, title, time, copy), body, steps);
  let shown = "";
  let path = [];
  copy.addEventListener("click", () => navigator.clipboard.writeText(shown));
  const say = (state, word, ...children) => {
    element.dataset.state = state;
    title.textContent = word;
    body.replaceChildren(...children);
    copy.hidden = !shown;
  };
  const drawSteps = () => {
    steps.replaceChildren(...rowsOf(path));
    graph?.mark(path);
  };
  return {
    element,
    begin: () => {
      [shown, path, time.textContent] = ["", [], ""];
      say("running", "Running", h("div", { class: "wait" }));
      drawSteps();
    },
    step: (now) => {
      path = now;
      drawSteps();
    },
    done: ({ text, path: taken, ms }) => {
      shown = pretty(text).map(([, piece]) => piece).join("");
      time.textContent = timeText(ms);
      say("done", "Result", h("pre", { class: "code", tabindex: "0" }, pretty(text).map(coloured)));
      path = taken ?? path;
      drawSteps();
    },
    failed: (problem) => {
      shown = "";
      if (problem.steps) path = problem.steps;
      say("failed", problem.title ?? "It failed", ...faultOf(problem));
      drawSteps();
    },
  };
}

function hint() {
  return h("p", { class: "docs" }, "Fill in the form and run the flow; its result is shown here.");
}

function coloured([kind, text]) {
  return kind ? h("span", { class: kind }, text) : text;
}

function faultOf(problem) {
  const facts = ["path", "expected", "found", "flow", "component", "function", "place", "detail", "help"];
  const known = facts.filter((name) => problem[name] && (name !== "detail" || !problem.expected));
  return [
    problem.code ? h("p", { class: "code" }, h("span", { class: "badge" }, problem.code)) : null,
    h("dl", {}, known.flatMap((name) => [h("dt", {}, name), h("dd", {}, String(problem[name]))])),
  ].filter(Boolean);
}

/** Return a row for each step: its name, and a bar that shows when it was and how long it took. */
function rowsOf(path) {
  const whole = Math.max(0.001, ...path.map((one) => one.at + (one.ms ?? 0)));
  const deep = new Map();
  for (const one of path) deep.set(one.id, (deep.get(one.within) ?? -2) + 1);
  return path
    .filter((one) => one.kind !== "flow")
    .map((one) => {
      const bar = h("span", { class: "bar-of" });
      bar.style.setProperty("--from", one.at / whole);
      bar.style.setProperty("--share", (one.ms ?? whole - one.at) / whole);
      const time = one.failed ? `failed: ${one.failed}` : one.ms === undefined ? "running" : timeText(one.ms);
      const word = one.breaker ? `${time} (breaker: ${one.breaker})` : time;
      const row = h(
        "li",
        { class: one.kind, "data-failed": Boolean(one.failed) },
        h("span", { class: "name" }, one.name, one.place ? h("small", {}, one.place) : null),
        h("span", { class: "track" }, bar),
        h("span", { class: "time" }, word),
      );
      row.style.setProperty("--deep", Math.max(0, deep.get(one.id)));
      return row;
    });
}

function timeText(ms) {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
