// Starts `flowc lsp` for .flow files; all that it knows, it knows from the server.
"use strict";

const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
  const [command, ...args] = workspace.getConfiguration("flowc").get("command");
  const options = {
    documentSelector: [{ language: "flow" }, { scheme: "file", pattern: "**/*.wit" }],
    synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*.{wasm,wit,flow}") },
  };
  client = new LanguageClient("flowc", "flowc", { command, args }, options);
  return client.start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
