// Verifies an archive before anything of it runs: runtime_stub/FORMAT.md, whose sections are named.
// What it gives is the component's bytes, which must be those that this module was made from.

import { bytesOf } from "./memories.js";
import { FlowError } from "./problems.js";

const MAGIC = "464c4f57504b0001";
const ENTRY = 81;
const MOST_HEADER = 2 ** 20;
const MOST_SIGNATURES = 16;
const PAGE = 4096;
const PIECE = 2 ** 18;
const TYPE = "application/vnd.flowc.flowpack.header.v1";
const SPKI = "302a300506032b6570032100";
const PRIME = 2n ** 255n - 19n;
const EIGHTH = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const CODE = new Set(["component", "native"]);
const SMALL_ORDER = [0n, 1n, PRIME - 1n, EIGHTH, PRIME - EIGHTH];
const latin = new TextDecoder("latin1");

/** The component in an archive that enough of the `trust`ed keys have signed; throws a `FlowError`. */
export async function verified(data, { keys, threshold = 1 }) {
  const { header, entries, region } = opened(data);
  const count = await signers(header, entries, await Promise.all(keys.map(keyOf)));
  if (!count) throw refusal("R201", "the signatures", "one by a trusted key", "none");
  if (count < threshold) throw refusal("R206", "the signatures", `${threshold} keys`, `${count}`);
  const told = parsed(header);
  if (told.package !== PACKAGE.name) throw refusal("R205", "header.package", PACKAGE.name, told.package);
  const now = Date.now() / 1000;
  if (now > (told.not_after ?? now)) throw refusal("R207", "header.not_after", "a time to come", told.not_after);
  const blobs = await whole(data, region, told.blobs);
  const component = blobs.get("component");
  const found = hex(await digest(component));
  if (found !== PACKAGE.component) {
    throw refusal("R218", "the component", `sha256:${PACKAGE.component}`, `sha256:${found}`);
  }
  return component;
}

/** The core modules that lie in the component, by name. */
export function coresOf(component) {
  const places = Object.entries(PACKAGE.cores);
  return Object.fromEntries(places.map(([name, [start, end]]) => [name, component.subarray(start, end)]));
}

function refusal(code, path, expected, found) {
  return new FlowError(code, { path, expected, found: `${found}` });
}

/** The archive cut at its lengths, of which nothing is trusted yet; 2 and 4.1. */
function opened(data) {
  const magic = hex(data.subarray(0, 8));
  if (magic.slice(0, 12) !== MAGIC.slice(0, 12)) throw refusal("R101", "byte 0", MAGIC, magic);
  if (data.length >= 8 && magic !== MAGIC) throw refusal("R102", "byte 6", MAGIC, magic);
  if (data.length < 16) throw refusal("R103", `byte ${data.length}`, "at least 16 bytes", data.length);
  const view = new DataView(data.buffer, data.byteOffset, 16);
  const [size, block] = [view.getUint32(8, true), view.getUint32(12, true)];
  if (size < 1 || size > MOST_HEADER) throw refusal("R104", "byte 8", `1 to ${MOST_HEADER}`, size);
  if (block % ENTRY || block < ENTRY || block > ENTRY * MOST_SIGNATURES) {
    throw refusal("R104", "byte 12", `${ENTRY} times 1 to ${MOST_SIGNATURES}`, block);
  }
  const end = 16 + size + block;
  const region = aligned(end);
  if (data.length < region) throw refusal("R103", `byte ${data.length}`, `at least ${region} bytes`, data.length);
  zero(data, end, region);
  return { header: data.subarray(16, 16 + size), entries: split(data.subarray(16 + size, end)), region };
}

function split(block) {
  const entries = [];
  for (let at = 0; at < block.length; at += ENTRY) {
    const id = hex(block.subarray(at + 1, at + 17));
    if (block[at] !== 1) throw refusal("R106", "the signatures", "algorithm 1", block[at]);
    if (entries.length && entries.at(-1).id >= id) throw refusal("R106", "the signatures", "ascending key ids", id);
    entries.push({ id, signature: block.subarray(at + 17, at + ENTRY) });
  }
  return entries;
}

/** How many of the keys have signed: each entry of a known key must be by that key; 4.2 and 4.3. */
async function signers(header, entries, keys) {
  const text = new TextEncoder().encode(`DSSEv1 ${TYPE.length} ${TYPE} ${header.length} ${latin.decode(header)}`);
  const known = new Map(keys.map((key) => [key.id, key]));
  let count = 0;
  for (const { id, signature } of entries) {
    const key = known.get(id);
    const signed = (one) => crypto.subtle.verify("Ed25519", one.public, signature, text);
    if (key) {
      if (!(await signed(key))) throw refusal("R202", "the signatures", `one by key ${id}`, "another");
      count += 1;
    } else if ((await Promise.all(keys.map(signed))).includes(true)) {
      throw refusal("R203", "the signatures", "the id of the key that signed", id);
    }
  }
  return count;
}

/** A key as trust files write it: `ed25519:` and 32 bytes in base64. */
async function keyOf(text) {
  const raw = /^ed25519:[A-Za-z0-9+/]{43}=$/.test(text) ? bytesOf(text.slice(8)) : new Uint8Array();
  if (raw.length !== 32) throw refusal("R211", "trust.keys", "ed25519: and base64", text);
  const height = BigInt(`0x${hex(raw.toReversed())}`) & (2n ** 255n - 1n);
  if (height >= PRIME || SMALL_ORDER.includes(height)) {
    throw refusal("R211", "trust.keys", "a point of large order", text);
  }
  const spki = Uint8Array.from(SPKI.match(/../g), (one) => parseInt(one, 16));
  const id = hex(await digest(new Uint8Array([...spki, ...raw]))).slice(0, 32);
  return { id, public: await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]) };
}

/** The header, in its one spelling; 3.1. */
function parsed(header) {
  const text = latin.decode(header);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (value?.format !== 1 || spelled(value) !== text) {
    throw refusal("R107", "header", "one JSON object in its one spelling", text.slice(0, 40));
  }
  return value;
}

function spelled(value) {
  if (Array.isArray(value)) return `[${value.map(spelled).join(",")}]`;
  if (value === null || typeof value !== "object") return ascii(JSON.stringify(value));
  const fields = Object.keys(value).sort();
  return `{${fields.map((name) => `${ascii(JSON.stringify(name))}:${spelled(value[name])}`).join(",")}}`;
}

function ascii(text) {
  return text.replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The blobs by kind, each where it must be and with its digest, and nothing besides; 5. */
async function whole(data, region, blobs) {
  const found = new Map();
  let end = region;
  for (const { id, kind, offset, size, pieces, sha256 } of blobs) {
    const start = aligned(end);
    if (region + offset !== start) throw refusal("R109", `blob ${id}`, `offset ${start - region}`, offset);
    if (data.length < start + size) throw refusal("R103", `byte ${data.length}`, `${start + size} bytes`, data.length);
    zero(data, end, start);
    end = start + size;
    const bytes = data.subarray(start, end);
    const name = CODE.has(kind) ? "pieces" : "sha256";
    const [wanted, given] = CODE.has(kind) ? [pieces, await digestOfPieces(bytes)] : [sha256, await digest(bytes)];
    if (hex(given) !== wanted) throw refusal("R204", `blob ${id}`, `${name}:${wanted}`, `${name}:${hex(given)}`);
    if (!found.has(kind)) found.set(kind, bytes);
  }
  if (end !== data.length) throw refusal("R109", `byte ${end}`, "the end of the file", `${data.length - end} more bytes`);
  if (!found.has("component")) throw refusal("R109", "header.blobs", "a component", "none");
  return found;
}

function aligned(at) {
  return Math.ceil(at / PAGE) * PAGE;
}

function zero(data, start, end) {
  const at = data.subarray(start, end).findIndex((byte) => byte !== 0);
  if (at !== -1) throw refusal("R105", `byte ${start + at}`, "0", data[start + at]);
}

/** The digest of code: that of the digests of its pieces, which are made beside each other; 5.3. */
async function digestOfPieces(bytes) {
  const starts = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, nth) => nth * PIECE);
  const found = await Promise.all(starts.map((at) => digest(bytes.subarray(at, at + PIECE))));
  const joined = new Uint8Array(32 * found.length);
  found.forEach((one, nth) => joined.set(one, 32 * nth));
  return digest(joined);
}

async function digest(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
