// JavaScript: QuickJS as a component, with all that it imports of WASI.
export const link = {
  pass({ text, stamps }) {
    if (!text) throw "nothing to pass on, says JavaScript";
    const mark = Date.now() > 1.6e12 ? "JavaScript" : "JavaScript?";
    return { text: `${text} ${mark}`, stamps: stamps + 1 };
  },
};
