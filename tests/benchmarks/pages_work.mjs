// What is timed in Node and in a browser: the flow of samples/hello as a module has it, glue that a
// person wrote for its component, and plain JavaScript.

/** Return what does a kind of work so many times, and gives what it last came to. */
export async function working({ open }, core) {
  const app = open({ isolation: "stream" });
  const component = await app.component();
  const text = '{"name":"Ada"}';
  const hand = handWritten((await WebAssembly.instantiate(core)).instance.exports);
  const kinds = {
    text: () => app.callText("hello", text),
    typed: () => component.hello("Ada"),
    hand: () => hand("Ada"),
    plain: () => plain("Ada"),
    handJson: () => JSON.stringify(hand(JSON.parse(text).name)),
    plainJson: () => JSON.stringify(plain(JSON.parse(text).name)),
  };
  return async (kind, times) => {
    const work = kinds[kind];
    let last;
    for (let at = 0; at < times; at += 1) last = await work();
    return last;
  };
}

function plain(name) {
  return `Hello, ${name}!`;
}

/** What a person would write for this one function of this one module. */
function handWritten(exports) {
  const { memory, cabi_realloc: realloc } = exports;
  const greet = exports["hello:greeting/greeting@0.1.0#greet"];
  const done = exports["cabi_post_hello:greeting/greeting@0.1.0#greet"];
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return (name) => {
    const data = encoder.encode(name);
    const at = realloc(0, 0, 1, data.length);
    new Uint8Array(memory.buffer, at).set(data);
    const answer = greet(at, data.length);
    const view = new DataView(memory.buffer, answer, 8);
    const said = decoder.decode(new Uint8Array(memory.buffer, view.getUint32(0, true), view.getUint32(4, true)));
    done(answer);
    return said;
  };
}
