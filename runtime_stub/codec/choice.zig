//! Options, results, variants, enums and flags from JSON.

const decode = @import("decode.zig");
const fault = @import("fault.zig");
const scan = @import("scan.zig");
const string = @import("string.zig");
const table = @import("table.zig");
const vector = @import("vector.zig");
const Cursor = scan.Cursor;
const Desc = table.Desc;
const Span = table.Span;

/// An option whose payload may itself be null: `{"some": payload}`.
pub noinline fn wrapped(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    const none = p[0] == 'n' and scan.startsWith(p, "null");
    d.setTag(out, 0);
    if (none) return p + 4;
    if (p[0] != '{') return fault.mismatch(d, p);
    return tagged(d, p, out, 1);
}

/// A variant or result: `"case"` without a payload, else `{"case": payload}`.
pub noinline fn variant(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (p[0] == '{') return tagged(d, p, out, 0);
    if (p[0] != '"' or d.kind == .result) return fault.mismatch(d, p);
    var index: u32 = undefined;
    const after = name(d, p, &index) orelse return null;
    if (d.entries()[index].type != 0) {
        _ = fault.raiseAs(.type, "an object with the case's payload", p, "the case's name alone");
        return fault.inName(d.label(&d.entries()[index]));
    }
    d.setTag(out, index);
    return after;
}

/// `{"case": payload}`; the first case's discriminant is `first`.
fn tagged(d: *const Desc, p: Cursor, out: [*]u8, first: u32) ?Cursor {
    const key = scan.space(p + 1);
    if (key[0] == '}') return fault.raise(.type, d.name(), p);
    if (key[0] != '"') return fault.raise(.syntax, "a key in double quotes", key);
    var index: u32 = undefined;
    var at = name(d, key, &index) orelse return null;
    const entry = &d.entries()[index];
    at = scan.space(scan.expect(at, ':') orelse return null);
    d.setTag(out, index + first);
    at = payload(d, entry, at, out + d.payload) orelse return fault.inName(d.label(entry));
    at = scan.space(at);
    if (at[0] == ',') return fault.raiseAs(.type, "exactly one key", p, "more than one");
    return scan.expect(at, '}');
}

fn payload(d: *const Desc, entry: *const table.Entry, p: Cursor, out: [*]u8) ?Cursor {
    if (entry.type != 0) return decode.value(d.part(entry), p, out);
    if (d.kind != .result) return fault.raise(.type, "the case's name alone, without a payload", p);
    if (!scan.startsWith(p, "null")) return fault.raise(.type, "null", p);
    return p + 4;
}

pub noinline fn enumeration(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (p[0] != '"') return fault.mismatch(d, p);
    var index: u32 = undefined;
    const after = name(d, p, &index) orelse return null;
    d.setTag(out, index);
    return after;
}

pub noinline fn flags(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (p[0] != '[') return fault.mismatch(d, p);
    var bits: u32 = 0;
    var count: u32 = 0;
    var at = scan.space(p + 1);
    while (at[0] != ']' or count > 0) : (count += 1) {
        at = flag(d, at, &bits) orelse return fault.inItem(count);
        at = scan.space(at);
        if (at[0] == ']') break;
        if (at[0] != ',') return fault.raise(.syntax, "`,` or `]`", at);
        at = scan.space(at + 1);
    }
    d.setTag(out, bits);
    return at + 1;
}

fn flag(d: *const Desc, p: Cursor, bits: *u32) ?Cursor {
    if (p[0] != '"') return fault.raise(if (scan.startsValue(p)) .type else .syntax, "a label", p);
    var index: u32 = undefined;
    const after = name(d, p, &index) orelse return null;
    const bit = @as(u32, 1) << @intCast(index);
    if (bits.* & bit != 0) return fault.raiseAs(.duplicate, "each label once", p, "it again");
    bits.* |= bit;
    return after;
}

/// Reads the name of a case or label.
inline fn name(d: *const Desc, p: Cursor, index: *u32) ?Cursor {
    for (d.entries(), 0..) |*entry, i| {
        const quoted = d.key(entry)[1 .. entry.len + 3];
        if (!vector.same(p, quoted.ptr, quoted.len)) continue;
        index.* = i;
        return p + quoted.len;
    }
    return escapedName(d, p, index);
}

noinline fn escapedName(d: *const Desc, p: Cursor, index: *u32) ?Cursor {
    var span: Span = undefined;
    const after = string.read(p, &span) orelse return null;
    for (d.entries(), 0..) |*entry, i| {
        if (entry.len == span.len and vector.same(span.text().ptr, d.label(entry).ptr, span.len)) {
            index.* = i;
            return after;
        }
    }
    return fault.unknown(.unknown_case, d, p);
}
