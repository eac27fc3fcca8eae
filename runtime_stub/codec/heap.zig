//! The bump allocator behind every value of a transaction.
//!
//! Memory is laid out as: stack, the codec's own data, the static area that `boot` reserves, the heap.
//! After every call at least `slack` readable bytes lie behind the heap's top, so that vector loads
//! may run over the end of any value.

extern const __heap_base: u8;

const page: u32 = 1 << 16;
const slack: u32 = 64;
/// Growth is asked for in steps of this many pages first, to ask the engine rarely.
const step: u32 = 16;

/// Where the next allocation goes, and where the heap ends until memory grows. The glue reads both
/// and moves the top itself, which saves it a call for each small value.
pub var top: u32 = 0;
pub var limit: u32 = 0;
var start: u32 = 0;

/// Reserves the static area; returns its address, the same on every call.
pub fn boot(static_size: u32) u32 {
    const base = alignUp(@intFromPtr(&__heap_base), 16);
    top = base;
    setLimit();
    _ = alloc(static_size, 16);
    top = alignUp(top, 16);
    start = top;
    return base;
}

/// Forgets every value.
pub fn reset() void {
    top = start;
}

/// Returns fresh bytes; traps when memory cannot grow.
pub fn alloc(size: u32, alignment: u32) u32 {
    return tryAlloc(size, alignment) orelse @trap();
}

/// Returns fresh bytes, or null when memory cannot grow.
pub fn tryAlloc(size: u32, alignment: u32) ?u32 {
    const from = @as(u64, top) + (alignment - 1) & ~@as(u64, alignment - 1);
    const end = from + size;
    if (end > limit and !grow(end + slack)) return null;
    top = @intCast(end);
    return @intCast(from);
}

/// Whether the bytes up to an address, and `slack` more, may be written before they are allocated.
pub inline fn reach(address: u32) bool {
    return address <= limit or grow(@as(u64, address) + slack);
}

/// Makes the allocation that ends at `end` longer where nothing lies behind it.
pub fn extend(end: u32, more: u32) bool {
    return end == top and tryAlloc(more, 1) != null;
}

/// Sees to it that nothing is allocated at an address from now on: if that takes more memory than
/// there can be, no other allocation succeeds either.
pub fn keepClear(address: u32) void {
    if (top <= address) _ = tryAlloc(address + 1 - top, 1);
}

/// Gives back what lies behind `used_end` when the allocation ends at the heap's top.
pub fn trim(used_end: u32, end: u32) void {
    if (end == top) top = used_end;
}

/// The canonical ABI's `realloc`.
pub fn realloc(old: u32, old_size: u32, alignment: u32, new_size: u32) u32 {
    if (old_size == 0) return alloc(new_size, alignment);
    return resize(old, old_size, alignment, new_size);
}

noinline fn resize(old: u32, old_size: u32, alignment: u32, new_size: u32) u32 {
    if (new_size <= old_size or extend(old + old_size, new_size - old_size)) return old;
    const new = alloc(new_size, alignment);
    copy(new, old, old_size);
    return new;
}

pub fn copy(to: u32, from: u32, len: u32) void {
    const target: [*]u8 = @ptrFromInt(to);
    const source: [*]const u8 = @ptrFromInt(from);
    @memcpy(target[0..len], source[0..len]);
}

/// Kept out of line, and with it what it needs of the stack.
noinline fn grow(end: u64) bool {
    const missing = (end - @as(u64, @wasmMemorySize(0)) * page + page - 1) / page;
    if (missing > 1 << 16) return false;
    const pages: u32 = @intCast(missing);
    const grew = (pages < step and @wasmMemoryGrow(0, step) != -1) or @wasmMemoryGrow(0, pages) != -1;
    setLimit();
    return grew;
}

fn setLimit() void {
    limit = @intCast(@as(u64, @wasmMemorySize(0)) * page - slack);
}

fn alignUp(address: u32, alignment: u32) u32 {
    return (address + alignment - 1) & ~(alignment - 1);
}
