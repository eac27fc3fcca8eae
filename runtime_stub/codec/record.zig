//! Objects to records and parameters: keys in any order, each once, none unknown.

const decode = @import("decode.zig");
const fault = @import("fault.zig");
const scan = @import("scan.zig");
const string = @import("string.zig");
const table = @import("table.zig");
const vector = @import("vector.zig");
const Cursor = scan.Cursor;
const Desc = table.Desc;
const Span = table.Span;

/// More fields than this no component can declare.
pub const most_fields = 1024;

pub fn record(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (d.count > 64) return wide(d, p, out, null);
    return object(1, d, p, out, null);
}

/// Like `record`; tells in `present` which parameters were given.
pub fn params(d: *const Desc, p: Cursor, out: [*]u8, present: [*]u8) ?Cursor {
    return wide(d, p, out, present);
}

noinline fn wide(d: *const Desc, p: Cursor, out: [*]u8, present: ?[*]u8) ?Cursor {
    return object(most_fields / 64, d, p, out, present);
}

inline fn object(comptime words: u32, d: *const Desc, p: Cursor, out: [*]u8, present: ?[*]u8) ?Cursor {
    if (p[0] != '{') return fault.mismatch(d, p);
    var seen: [words]u64 = @splat(0);
    var given: u32 = 0;
    var guess: u32 = 0;
    var at = scan.space(p + 1);
    while (at[0] != '}' or given > 0) {
        const key = at;
        at = find(d, key, &guess) orelse return null;
        const entry = &d.entries()[guess];
        const bit = @as(u64, 1) << @truncate(guess);
        if (seen[guess / 64 % words] & bit != 0) return duplicate(d, entry, key);
        seen[guess / 64 % words] |= bit;
        at = decode.any(d.part(entry), at, out + entry.offset) orelse return fault.inName(d.label(entry));
        given += 1;
        guess += 1;
        if (at[0] != ',') {
            at = scan.space(at);
            if (at[0] == '}') break;
            if (at[0] != ',') return fault.raise(.syntax, "`,` or `}`", at);
        }
        at = scan.space(at + 1);
    }
    if (present) |flags| tell(d, &seen, flags);
    if (given < d.count and !fill(d, &seen, p, out, present != null)) return null;
    return at + 1;
}

/// Reads a key and its colon; sets `guess`, the field expected next, to the field that it names.
inline fn find(d: *const Desc, p: Cursor, guess: *u32) ?Cursor {
    if (guess.* < d.count) {
        const key = d.key(&d.entries()[guess.*])[1..];
        if (vector.same(p, key.ptr, key.len)) return scan.space(p + key.len);
    }
    const after = search(d, p, guess) orelse return null;
    return scan.space(scan.expect(after, ':') orelse return null);
}

noinline fn search(d: *const Desc, p: Cursor, guess: *u32) ?Cursor {
    if (p[0] != '"') return fault.raise(.syntax, "a key in double quotes", p);
    var span: Span = undefined;
    const after = string.read(p, &span) orelse return null;
    const name = span.text();
    const entries = d.entries();
    for (0..entries.len) |i| {
        // Keys often follow the declared order with some left out.
        const at = if (guess.* + i < entries.len) guess.* + i else guess.* + i - entries.len;
        if (entries[at].len == name.len and vector.same(name.ptr, d.label(&entries[at]).ptr, name.len)) {
            guess.* = at;
            return after;
        }
    }
    return fault.unknown(.unknown_key, d, p);
}

noinline fn duplicate(d: *const Desc, entry: *const table.Entry, key: Cursor) ?Cursor {
    _ = fault.raiseAs(.duplicate, "each key once", key, "it again");
    return fault.inName(d.label(entry));
}

noinline fn tell(d: *const Desc, seen: []const u64, present: [*]u8) void {
    for (0..d.count) |i| present[i] = @truncate(seen[i / 64] >> @truncate(i) & 1);
}

/// Makes absent options none; any other absent field is a fault, except a parameter with a default.
noinline fn fill(d: *const Desc, seen: []const u64, p: Cursor, out: [*]u8, defaults: bool) bool {
    for (d.entries(), 0..) |*entry, i| {
        if (seen[i / 64] >> @truncate(i) & 1 != 0) continue;
        if (defaults and entry.optional != 0) continue;
        const type_ = d.part(entry);
        if (type_.kind != .option and type_.kind != .wrapped) {
            _ = fault.raiseAs(.missing, type_.name(), p, "nothing");
            return fault.inName(d.label(entry)) != null;
        }
        type_.setTag(out + entry.offset, 0);
    }
    return true;
}
