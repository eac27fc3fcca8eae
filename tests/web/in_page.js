// Runs jobs in a page: an expression, given the module's address, its options, and the jobs.
async (module, options, jobs) => {
  const { open } = await import(module);
  const app = open(options);
  const came = [];
  for (const [flow, text] of jobs) {
    try {
      came.push({ text: await app.callText(flow, text) });
    } catch (error) {
      if (!error.code) throw error;
      came.push({ code: error.code, title: error.title, ...error.facts });
    }
  }
  await app.close();
  return came;
}
