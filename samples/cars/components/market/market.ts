// cars:market@0.1.0: region, class and catalogue card of a car.
import { drop, lift, lower } from "./cabi";
export { cabi_realloc } from "./cabi";

enum Region { europe, japan, usa }
enum Size { subcompact, compact, midSize, fullSize }
enum Class { lightTruck, wagon, car }
enum Traits { stationWagon = 1, pickup = 4 }

const result = memory.data(8, 8);

// option<region>: tag +0, region +1
export function regionOf(ptr: usize, len: usize): usize {
  const text = lift(ptr, len).trim().toLowerCase();
  store<u8>(result, 1);
  if (text == "europe") store<u8>(result, Region.europe, 1);
  else if (text == "japan") store<u8>(result, Region.japan, 1);
  else if (text == "usa") store<u8>(result, Region.usa, 1);
  else store<u8>(result, 0);
  return result;
}

function sizeOf(kilograms: f64): Size {
  if (kilograms < 1000) return Size.subcompact;
  if (kilograms < 1250) return Size.compact;
  return kilograms < 1500 ? Size.midSize : Size.fullSize;
}

// variant class: tag +0, size +1
export function classify(traits: u32, kilograms: f64): usize {
  if (traits & Traits.pickup) store<u8>(result, Class.lightTruck);
  else store<u8>(result, traits & Traits.stationWagon ? Class.wagon : Class.car);
  store<u8>(result, sizeOf(kilograms), 1);
  return result;
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
