// A form for a type: `fieldOf(type, path, label)` gives {element, text(), set(json), all}, where
// `text()` is the value as JSON and `all` are the fields by their paths, for faults to be shown at.
// Types are the nested lists of FORMAT 7.4.

import { freshId, h } from "./elements.js";
import { membersOf, numberText, objectText } from "./values.js";

const INTEGERS = /^[us](8|16|32|64)$/;

/** Return the field of a type. */
export function fieldOf(type, path, label, docs = "") {
  const [form, ...parts] = type;
  const make = { prim, list, option, result, tuple, record, variant, enum: choice, flags }[form];
  return make(parts, path, label, docs, type);
}

/** Return a type as a person reads it. */
export function spelled(type) {
  if (type === null) return "_";
  const [form, first, second] = type;
  if (form === "prim") return first;
  if (form === "list" || form === "option") return `${form}<${spelled(first)}>`;
  if (form === "tuple") return `tuple<${first.map(spelled).join(", ")}>`;
  if (form === "result") return `result<${spelled(first)}, ${spelled(second)}>`;
  return first ?? form;
}

function prim([name], path, label, docs) {
  if (name === "bool") return toggle(path, label, docs);
  const isText = name === "string";
  const id = freshId("field");
  const input = isText
    ? h("textarea", { id, rows: "1", spellcheck: "false", oninput: grow })
    : h("input", {
        id,
        type: "text",
        autocomplete: "off",
        spellcheck: "false",
        inputmode: INTEGERS.test(name) ? "numeric" : name === "char" ? false : "decimal",
        maxlength: name === "char" ? "8" : false,
      });
  const quoted = isText || name === "char";
  if (!quoted) input.value = "0";
  return labelled(path, label, name, docs, input, {
    text: () => (quoted ? JSON.stringify(input.value) : numberText(input.value)),
    set: (json) => {
      input.value = json[0] === '"' ? JSON.parse(json) : json;
      if (isText) grow({ target: input });
    },
  });
}

function grow({ target }) {
  target.rows = Math.min(12, Math.max(1, target.value.split("\n").length));
}

function toggle(path, label, docs) {
  const id = freshId("field");
  const input = h("input", { id, type: "checkbox", role: "switch" });
  return labelled(path, label, "bool", docs, input, {
    text: () => String(input.checked),
    set: (json) => {
      input.checked = json === "true";
    },
  });
}

function choice([name, cases], path, label, docs) {
  const id = freshId("field");
  const input = h("select", { id }, cases.map((one) => h("option", { value: one }, one)));
  return labelled(path, label, name ?? "enum", docs, input, {
    text: () => JSON.stringify(input.value),
    set: (json) => {
      input.value = JSON.parse(json);
    },
  });
}

function flags([name, labels], path, label, docs) {
  const boxes = labels.map((one) => h("input", { type: "checkbox", value: one }));
  const body = h(
    "div",
    { class: "flags" },
    boxes.map((box) => h("label", { class: "flag" }, box, box.value)),
  );
  return group(path, label, name ?? "flags", docs, body, () => [], {
    text: () => JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.value)),
    set: (json) => {
      const given = JSON.parse(json);
      for (const box of boxes) box.checked = given.includes(box.value);
    },
  });
}

function record([name, fields], path, label, docs) {
  const inner = fields.map(([field, type]) => fieldOf(type, below(path, field), field));
  const body = h("div", { class: "parts" }, inner.map((one) => one.element));
  return group(path, label, name ?? "record", docs, body, () => inner, {
    text: () => objectText(inner.map((one, at) => [fields[at][0], one.text()])),
    set: (json) => {
      const given = new Map(membersOf(json));
      fields.forEach(([field], at) => inner[at].set(given.get(field) ?? "null"));
    },
  });
}

function tuple([items], path, label, docs, type) {
  const inner = items.map((item, at) => fieldOf(item, below(path, at), `${at + 1}.`));
  const body = h("div", { class: "parts" }, inner.map((one) => one.element));
  return group(path, label, spelled(type), docs, body, () => inner, {
    text: () => `[${inner.map((one) => one.text()).join(",")}]`,
    set: (json) => membersOf(json).forEach(([at, text]) => inner[at].set(text)),
  });
}

function list([item], path, label, docs, type) {
  if (spelled(item) === "u8") return bytes(path, label, docs);
  let inner = [];
  const rows = h("ol", { class: "rows" });
  const add = () => {
    const one = fieldOf(item, below(path, inner.length), `${label} ${inner.length + 1}`);
    inner.push(one);
    const remove = h(
      "button",
      { type: "button", class: "small", "aria-label": `Remove ${label} ${inner.length}` },
      "Remove",
    );
    const row = h("li", {}, one.element, remove);
    remove.addEventListener("click", () => {
      const kept = inner.filter((other) => other !== one).map((other) => other.text());
      set(kept);
      more.focus();
    });
    rows.append(row);
    return one;
  };
  const more = h(
    "button",
    { type: "button", class: "small add", onclick: () => firstInput(add().element)?.focus() },
    `Add ${spelled(item)}`,
  );
  const set = (texts) => {
    inner = [];
    rows.replaceChildren();
    for (const text of texts) add().set(text);
  };
  return group(path, label, spelled(type), docs, h("div", {}, rows, more), () => inner, {
    text: () => `[${inner.map((one) => one.text()).join(",")}]`,
    set: (json) => set(membersOf(json).map(([, text]) => text)),
  });
}

function bytes(path, label, docs) {
  const id = freshId("field");
  const input = h("textarea", { id, rows: "1", spellcheck: "false", placeholder: "base64" });
  const file = h("input", { type: "file", "aria-label": `${label} from a file` });
  file.addEventListener("change", async () => {
    const data = new Uint8Array(await file.files[0].arrayBuffer());
    input.value = btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
  });
  const control = h("div", { class: "bytes" }, input, file);
  return labelled(path, label, "list<u8>, base64", docs, control, {
    text: () => JSON.stringify(input.value.trim()),
    set: (json) => {
      input.value = json[0] === '"' ? JSON.parse(json) : "";
    },
  });
}

function option([some], path, label, docs, type) {
  const inner = fieldOf(some, path, "value");
  const isNested = some[0] === "option";
  const given = h("input", { type: "checkbox", name: `${path}?` });
  const body = h("div", { class: "parts" }, inner.element);
  const show = () => {
    body.hidden = !given.checked;
  };
  given.addEventListener("change", () => {
    show();
    if (given.checked) firstInput(body)?.focus();
  });
  show();
  const shown = () => (given.checked ? [inner] : []);
  const head = h("label", { class: "given" }, given, label, typeOf(spelled(type)));
  return group(path, head, null, docs, body, shown, {
    text: () => {
      if (!given.checked) return "null";
      return isNested ? objectText([["some", inner.text()]]) : inner.text();
    },
    set: (json) => {
      given.checked = json !== "null";
      if (given.checked) inner.set(isNested ? membersOf(json)[0][1] : json);
      show();
    },
  });
}

function result([ok, err], path, label, docs, type) {
  const cases = [["ok", ok], ["err", err]];
  return union(spelled(type), cases, path, label, docs, (name, text) => objectText([[name, text ?? "null"]]));
}

function variant([name, cases], path, label, docs) {
  const written = (one, text) => (text === null ? JSON.stringify(one) : objectText([[one, text]]));
  return union(name ?? "variant", cases, path, label, docs, written);
}

function union(typeName, cases, path, label, docs, written) {
  const select = h(
    "select",
    { "aria-label": `${label}: case` },
    cases.map(([one]) => h("option", { value: one }, one)),
  );
  const place = h("div", { class: "parts" });
  let inner = null;
  const show = () => {
    const [one, payload] = cases[select.selectedIndex];
    inner = payload === null ? null : fieldOf(payload, below(path, one), one);
    place.replaceChildren(...(inner ? [inner.element] : []));
    place.hidden = !inner;
  };
  select.addEventListener("change", show);
  show();
  const body = h("div", {}, select, place);
  return group(path, label, typeName, docs, body, () => (inner ? [inner] : []), {
    text: () => written(select.value, inner ? inner.text() : null),
    set: (json) => {
      const [[one, text]] = json[0] === '"' ? [[JSON.parse(json), null]] : membersOf(json);
      select.value = one;
      show();
      if (inner && text !== null) inner.set(text);
    },
  });
}

/** Return a field of one control. */
function labelled(path, label, typeName, docs, control, value) {
  const input = control.id ? control : control.querySelector("[id]");
  input.setAttribute("name", path);
  const fault = h("p", { class: "fault", id: freshId("fault"), hidden: true });
  input.setAttribute("aria-describedby", fault.id);
  const head = h("label", { for: input.id }, label, typeOf(typeName));
  const element = h("div", { class: "field" }, head, said(docs), control, fault);
  const field = { path, element, input, fault, ...value };
  return { ...field, all: () => [field] };
}

/** Return a field of several parts. */
function group(path, label, typeName, docs, body, inner, value) {
  const fault = h("p", { class: "fault", hidden: true });
  const head = h("legend", {}, label, typeOf(typeName));
  const element = h("fieldset", { class: "field group" }, head, said(docs), body, fault);
  const field = { path, element, input: element, fault, ...value };
  return { ...field, all: () => [field, ...inner().flatMap((one) => one.all())] };
}

function typeOf(name) {
  return name === null ? null : h("span", { class: "type" }, name);
}

function said(docs) {
  return docs ? h("p", { class: "docs" }, docs) : null;
}

function below(path, name) {
  return path ? `${path}.${name}` : String(name);
}

function firstInput(element) {
  return element.querySelector("input:not([type=file]), textarea, select");
}
