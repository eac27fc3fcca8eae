// The canonical ABI's side of an AssemblyScript component: strings out of and into linear memory.
// A callee owns its arguments: `lift` copies the bytes and frees them.

// Nothing is allocated for an empty value: its pointer is never read and never freed.
export function cabi_realloc(old: usize, oldSize: usize, align: usize, size: usize): usize {
  if (!size) return align;
  return oldSize ? heap.realloc(old, size) : heap.alloc(size);
}

export function lift(ptr: usize, len: usize): string {
  if (!len) return "";
  const text = String.UTF8.decodeUnsafe(ptr, len);
  heap.free(ptr);
  return text;
}

// Writes `text` to fresh memory and its (pointer, length) to `at`.
export function lower(text: string, at: usize): void {
  const len = String.UTF8.byteLength(text);
  const ptr = heap.alloc(max<usize>(len, 1));
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, ptr);
  store<usize>(at, ptr);
  store<usize>(at, len, 4);
}

// Frees what `lower` wrote to `at`.
export function drop(at: usize): void {
  heap.free(load<usize>(at));
}
