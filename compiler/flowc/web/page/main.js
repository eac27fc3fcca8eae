// The page of one file: the flows run in it, in a thread, and services are asked at addresses that
// its own address names, as in `?fraud=http://127.0.0.1:8080`.

import { mount } from "./page.js";

const services = Object.fromEntries(new URLSearchParams(location.search));
const app = open({ threads: 1, services });

async function call(flow, text, signal) {
  const began = performance.now();
  try {
    const result = await app.callText(flow, text, { signal });
    return { text: result, ms: performance.now() - began };
  } catch (error) {
    if (!(error instanceof FlowError)) throw { title: error.name, detail: error.message };
    throw { code: error.code, title: error.title, help: error.help, ...error.facts };
  }
}

document.title = `${CATALOGUE.package} ${CATALOGUE.version}`;
mount(document.getElementById("page"), CATALOGUE, call);
