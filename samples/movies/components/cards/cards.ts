// movies:cards@0.1.0: rating, origin and catalogue card of a film.
import { drop, lift, lower } from "./cabi";
export { cabi_realloc } from "./cabi";

enum Rating { unrated, g, pg, pg13, r, nc17 }
enum Origin { unknown, single, joint }

const result = memory.data(12, 8);

// What a rating is called today, by every name it had.
const ratings = new Map<string, Rating>();
ratings.set("G", Rating.g);
ratings.set("M", Rating.pg);
ratings.set("GP", Rating.pg);
ratings.set("M/PG", Rating.pg);
ratings.set("PG", Rating.pg);
ratings.set("PG-13", Rating.pg13);
ratings.set("R", Rating.r);
ratings.set("X", Rating.nc17);
ratings.set("NC-17", Rating.nc17);

// Countries under long or former names.
const spellings = new Map<string, string>();
spellings.set("British Hong Kong", "Hong Kong");
spellings.set("Federal Republic of Yugoslavia", "Yugoslavia");
spellings.set("Georgian SSR", "Georgia");
spellings.set("Kingdom of Great Britain", "United Kingdom");
spellings.set("Kingdom of Italy", "Italy");
spellings.set("Kingdom of the Netherlands", "Netherlands");
spellings.set("Occupied Palestinian territory", "Palestine");
spellings.set("People's Republic of China", "China");
spellings.set("Republic of China", "Taiwan");
spellings.set("Socialist Federal Republic of Yugoslavia", "Yugoslavia");
spellings.set("Taiwan Island", "Taiwan");

// result<rating, string>: tag +0, rating or string +4
export function readRating(given: u32, ptr: usize, len: usize): usize {
  store<u8>(result, 0);
  store<u8>(result, Rating.unrated, 4);
  if (!given) return result;
  const text = lift(ptr, len);
  if (ratings.has(text)) {
    store<u8>(result, ratings.get(text), 4);
  } else {
    store<u8>(result, 1);
    lower(text, result + 4);
  }
  return result;
}

export function dropRating(at: usize): void {
  if (load<u8>(at)) drop(at + 4);
}

// variant origin: tag +0, string or list +4; a string in a list takes 8 bytes
export function originOf(list: usize, count: usize): usize {
  const names: string[] = [];
  for (let i: usize = 0; i < count; i++) {
    const at = list + 8 * i;
    const given = lift(load<usize>(at), load<usize>(at, 4));
    const name = spellings.has(given) ? spellings.get(given) : given;
    if (!names.includes(name)) names.push(name);
  }
  if (count) heap.free(list);
  store<u8>(result, min(names.length, Origin.joint));
  if (names.length == 1) lower(names[0], result + 4);
  if (names.length > 1) lowerAll(names, result + 4);
  return result;
}

function lowerAll(names: string[], at: usize): void {
  const list = heap.alloc(8 * names.length);
  for (let i = 0; i < names.length; i++) lower(names[i], list + 8 * i);
  store<usize>(at, list);
  store<usize>(at, names.length, 4);
}

export function dropOrigin(at: usize): void {
  const kind = load<u8>(at);
  const list = load<usize>(at, 4);
  const count = kind == Origin.joint ? load<usize>(at, 8) : 0;
  for (let i: usize = 0; i < count; i++) drop(list + 8 * i);
  if (kind) heap.free(list);
}

// A fact is a tuple of two strings: 16 bytes.
export function card(titlePtr: usize, titleLen: usize, facts: usize, count: usize): usize {
  let line = lift(titlePtr, titleLen);
  for (let i: usize = 0; i < count; i++) {
    const at = facts + 16 * i;
    const label = lift(load<usize>(at), load<usize>(at, 4));
    const value = lift(load<usize>(at, 8), load<usize>(at, 12));
    if (value.length) line += " | " + label + ": " + value;
  }
  if (count) heap.free(facts);
  lower(line, result);
  return result;
}

export function dropCard(at: usize): void {
  drop(at);
}
