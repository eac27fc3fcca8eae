// JSON as text: values are put together and laid out without ever becoming JavaScript's numbers,
// so integers of 64 bits stay what they are.

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Return what a person typed for a number as JSON: a number, or a text that will be refused. */
export function numberText(typed) {
  const text = typed.trim();
  return NUMBER.test(text) ? text : JSON.stringify(text);
}

/** Return an object's JSON, given pairs of a name and a JSON text. */
export function objectText(pairs) {
  return `{${pairs.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

/** Return the members of a JSON object or array as texts: pairs of a name or index and a text. */
export function membersOf(text) {
  const tokens = text.match(TOKEN) ?? [];
  const isObject = tokens[0] === "{";
  if (!isObject && tokens[0] !== "[") return null;
  const members = [];
  let depth = 0;
  let name = null;
  let parts = [];
  for (const token of tokens) {
    if (token === "}" || token === "]") depth -= 1;
    if (depth === 0 || (depth === 1 && token === ",")) {
      if (parts.length) members.push([name ?? members.length, parts.join("")]);
      [name, parts] = [null, []];
    } else if (depth === 1 && token === ":" && isObject && name === null) {
      [name, parts] = [JSON.parse(parts[0]), []];
    } else {
      parts.push(token);
    }
    if (token === "{" || token === "[") depth += 1;
  }
  return members;
}

/** Return JSON laid out over lines, as [kind, text] pieces: kinds are the classes of `page.css`. */
export function pretty(text) {
  const tokens = text.match(TOKEN) ?? [];
  const pieces = [];
  let depth = 0;
  const line = () => pieces.push(["", `\n${"  ".repeat(depth)}`]);
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    if (token === "{" || token === "[") {
      pieces.push(["sign", token]);
      depth += 1;
      if (next !== "}" && next !== "]") line();
    } else if (token === "}" || token === "]") {
      depth -= 1;
      const before = tokens[at - 1];
      if (before !== "{" && before !== "[") line();
      pieces.push(["sign", token]);
    } else if (token === ",") {
      pieces.push(["sign", ","]);
      line();
    } else if (token === ":") {
      pieces.push(["sign", ": "]);
    } else {
      pieces.push([kindOf(token, next), token]);
    }
  });
  return pieces;
}

function kindOf(token, next) {
  if (token[0] !== '"') return /^[-\d]/.test(token) ? "number" : "word";
  return next === ":" ? "name" : "text";
}
