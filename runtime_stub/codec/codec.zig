//! The codec's exports. It owns the memory that all glue shares and imports nothing.
//!
//! Pointers are trusted: they come from this module's own allocator or from the static area.
//! Functions that can refuse a value return 0 when all is well, 1 when `fault` has something to say.

const decoder = @import("decode.zig");
const encoder = @import("encode.zig");
const equality = @import("equal.zig");
const faults = @import("fault.zig");
const heap = @import("heap.zig");
const texts = @import("text.zig");
const table = @import("table.zig");
const Desc = table.Desc;

comptime {
    @export(&heap.top, .{ .name = "heap_top" });
    @export(&heap.limit, .{ .name = "heap_limit" });
}

export fn boot(static_size: u32) u32 {
    return heap.boot(static_size);
}

export fn alloc(size: u32, alignment: u32) u32 {
    return heap.alloc(size, alignment);
}

export fn realloc(old: u32, old_size: u32, alignment: u32, new_size: u32) u32 {
    return heap.realloc(old, old_size, alignment, new_size);
}

export fn mark() u32 {
    return heap.top;
}

/// Frees what was allocated since `to` was marked, except an open buffer.
export fn release(to: u32) void {
    heap.top = @max(to, encoder.out.limit, texts.open.limit);
}

export fn reset() void {
    encoder.out = .{};
    texts.reset();
    heap.reset();
}

export fn decode(desc: *const Desc, ptr: u32, len: u32, out: [*]u8) u32 {
    return read(desc, ptr, len, out, null);
}

export fn decode_params(desc: *const Desc, ptr: u32, len: u32, out: [*]u8, present: [*]u8) u32 {
    return read(desc, ptr, len, out, present);
}

export fn fault(cell: [*]u8) void {
    faults.report(cell);
}

export fn out_begin(quotes_big: u32) void {
    encoder.quotes_big = quotes_big != 0;
    encoder.out.begin();
}

export fn out_value(desc: *const Desc, value: [*]const u8) u32 {
    return refusable(encoder.whole(desc, value));
}

export fn out_byte(byte: u32) void {
    encoder.out.byte(@truncate(byte));
}

export fn out_bytes(ptr: u32, len: u32) void {
    encoder.out.bytes(text(ptr, len));
}

export fn out_end(cell: [*]u8) void {
    encoder.out.end(cell);
}

export fn equal(desc: *const Desc, a: [*]const u8, b: [*]const u8) u32 {
    return @intFromBool(equality.values(desc, a, b));
}

export fn compare_text(a: u32, a_len: u32, b: u32, b_len: u32) i32 {
    return texts.compare(text(a, a_len), text(b, b_len));
}

export fn line_end(from: u32, end: u32) u32 {
    return texts.lineEnd(from, end);
}

export fn text_begin() void {
    texts.begin();
}

export fn text_bytes(ptr: u32, len: u32) void {
    texts.open.bytes(text(ptr, len));
}

export fn text_value(desc: *const Desc, value: [*]const u8) void {
    texts.value(desc, value);
}

export fn text_end(cell: [*]u8) void {
    texts.end(cell);
}

/// Decodes; a refused text leaves nothing on the heap.
fn read(desc: *const Desc, ptr: u32, len: u32, out: [*]u8, present: ?[*]u8) u32 {
    const before = heap.top;
    const well = decoder.whole(desc, ptr, len, out, present);
    if (!well) heap.top = before;
    return refusable(well);
}

/// The bytes of a string; an empty one may lie anywhere, at address zero too.
fn text(ptr: u32, len: u32) []const u8 {
    return (table.Span{ .ptr = ptr, .len = len }).text();
}

fn refusable(well: bool) u32 {
    return @intFromBool(!well);
}
