// HTML elements, made by one function: no markup is ever parsed from a text.

const SVG = "http://www.w3.org/2000/svg";
let made = 0;

/** Return an element: `on..` are listeners, other properties attributes; false ones are left out. */
export function h(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}

/** Return an SVG element. */
export function svg(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}

/** Return an id that nothing else has. */
export function freshId(word) {
  made += 1;
  return `${word}-${made}`;
}

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}
