// Types as the language writes them, from the nested lists that stand for them in a plan.

/** A function or a flow with its type. */
export function signatureOf(name, params, result) {
  const taken = params.map(([param, shape]) => `${param}: ${spelled(shape)}`).join(", ");
  return `${name}: func(${taken})${result ? ` -> ${spelled(result)}` : ""}`;
}

/** A type; one that was declared by its name. */
export function spelled([form, first, second]) {
  switch (form) {
    case "prim":
      return first;
    case "list":
    case "option":
      return `${form}<${spelled(first)}>`;
    case "tuple":
      return `tuple<${first.map(spelled).join(", ")}>`;
    case "result":
      if (second) return `result<${first ? spelled(first) : "_"}, ${spelled(second)}>`;
      return first ? `result<${spelled(first)}>` : "result";
    default:
      return first ?? `${form} { ${second.map(partOf(form)).join(", ")} }`;
  }
}

/** What writes the parts of a type that has no name. */
function partOf(form) {
  if (form === "record") return ([name, shape]) => `${name}: ${spelled(shape)}`;
  if (form === "variant") return ([name, shape]) => (shape ? `${name}(${spelled(shape)})` : name);
  return (name) => name;
}
