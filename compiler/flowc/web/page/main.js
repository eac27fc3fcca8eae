// The page of one file: the flows run in it, in a thread, and services are asked at addresses that
// its own address names, as in `?fraud=http://127.0.0.1:8080`.

import { mount } from "./page.js";

const STEPS = 500;
const services = Object.fromEntries(new URLSearchParams(location.search));
const app = open({ threads: 1, services });

async function call(flow, text, signal, showSteps) {
  const steps = new Map();
  const onStep = (step) => {
    if (steps.size >= STEPS && !steps.has(step.id)) return;
    steps.set(step.id, step);
    showSteps([...steps.values()]);
  };
  try {
    const result = await app.callText(flow, text, { signal, onStep });
    const path = [...steps.values()];
    return { text: result, path, ms: path[0].ms };
  } catch (error) {
    throw { ...problemOf(error), steps: [...steps.values()] };
  }
}

function problemOf(error) {
  if (!(error instanceof FlowError)) return { title: error.name, detail: error.message };
  return { code: error.code, title: error.title, help: error.help, ...error.facts };
}

document.title = `${CATALOGUE.package} ${CATALOGUE.version}`;
mount(document.getElementById("page"), CATALOGUE, call);
