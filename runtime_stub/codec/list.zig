//! Arrays: lists, tuples, and bytes, which may also be a base64 string (RFC 4648 section 4).

const std = @import("std");
const decode = @import("decode.zig");
const fault = @import("fault.zig");
const heap = @import("heap.zig");
const scan = @import("scan.zig");
const string = @import("string.zig");
const table = @import("table.zig");
const Cursor = scan.Cursor;
const Desc = table.Desc;
const Span = table.Span;
const base64 = std.base64.standard.Decoder;

const first_bytes = 64;

pub noinline fn list(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (p[0] != '[') return fault.mismatch(d, p);
    const element = d.element();
    var store: Store = .{ .size = element.size, .alignment = element.alignment };
    var at = scan.space(p + 1);
    while (at[0] != ']' or store.len > 0) {
        const slot = store.next() orelse return fault.raiseAs(.limit, "a list that memory can hold", p, "a longer one");
        at = decode.any(element, at, slot) orelse return fault.inItem(store.len);
        store.len += 1;
        if (at[0] != ',') {
            at = scan.space(at);
            if (at[0] == ']') break;
            if (at[0] != ',') return fault.raise(.syntax, "`,` or `]`", at);
        }
        at = scan.space(at + 1);
    }
    store.finish().store(out);
    return at + 1;
}

/// A list's storage while its length is not yet known.
const Store = struct {
    size: u32,
    alignment: u32,
    ptr: u32 = 0,
    len: u32 = 0,
    capacity: u32 = 0,

    inline fn next(self: *Store) ?[*]u8 {
        if (self.len == self.capacity and !self.grow()) return null;
        return @ptrFromInt(self.ptr + self.len * self.size);
    }

    noinline fn grow(self: *Store) bool {
        const old: u32 = self.capacity * self.size;
        const capacity = if (old == 0) first_bytes / @max(1, @min(first_bytes, self.size)) else @as(u64, self.capacity) * 2;
        const new = capacity * self.size;
        if (new > 1 << 31) return false;
        if (old == 0 or !heap.extend(self.ptr + old, @intCast(new - old))) {
            const moved = heap.tryAlloc(@intCast(new), self.alignment) orelse return false;
            if (old > 0) heap.copy(moved, self.ptr, old);
            self.ptr = moved;
        }
        self.capacity = @intCast(capacity);
        return true;
    }

    fn finish(self: *const Store) Span {
        if (self.len == 0) return .{ .ptr = self.alignment, .len = 0 };
        heap.trim(self.ptr + self.len * self.size, self.ptr + self.capacity * self.size);
        return .{ .ptr = self.ptr, .len = self.len };
    }
};

pub noinline fn tuple(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (p[0] != '[') return fault.mismatch(d, p);
    var at = scan.space(p + 1);
    for (d.entries(), 0..) |*entry, i| {
        if (i > 0) {
            if (at[0] == ']') return fault.raiseAs(.type, d.name(), p, "an array of fewer items");
            at = scan.space(scan.expect(at, ',') orelse return null);
        } else if (at[0] == ']') return fault.raise(.type, d.name(), p);
        at = decode.value(d.part(entry), at, out + entry.offset) orelse return fault.inItem(i);
        at = scan.space(at);
    }
    if (at[0] == ',') return fault.raiseAs(.type, d.name(), p, "an array of more items");
    return scan.expect(at, ']');
}

pub noinline fn bytes(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (p[0] != '"') return list(d, p, out);
    var span: Span = undefined;
    const after = string.read(p, &span) orelse return null;
    const text = span.text();
    const len = base64.calcSizeForSlice(text) catch return notBase64(p);
    const ptr = heap.tryAlloc(len, 1) orelse return fault.raiseAs(.limit, "bytes that memory can hold", p, "more of them");
    const target: [*]u8 = @ptrFromInt(ptr);
    base64.decode(target[0..len], text) catch return notBase64(p);
    (Span{ .ptr = ptr, .len = len }).store(out);
    return after;
}

noinline fn notBase64(p: Cursor) ?Cursor {
    return fault.raiseAs(.type, "list<u8> as base64 or as an array of numbers", p, "a string that is not base64");
}
