//! Variants, results, enums and flags to JSON.

const encode = @import("encode.zig");
const fault = @import("fault.zig");
const table = @import("table.zig");
const vector = @import("vector.zig");
const Buffer = @import("buffer.zig").Buffer;
const Place = @import("buffer.zig").Place;
const Desc = table.Desc;

pub fn variant(d: *const Desc, at: [*]const u8, to: Place) ?Place {
    const entry = d.chosen(at);
    if (entry.type == 0 and d.kind == .variant) return label(d, entry, to);
    return tagged(d, entry, at + d.payload, to);
}

/// `{"case":payload}`, null where a result has none.
pub noinline fn tagged(d: *const Desc, entry: *const table.Entry, at: [*]const u8, from: Place) ?Place {
    const key = d.key(entry);
    var to = encode.out.room(from, key.len + vector.size + encode.scalar);
    const behind = Buffer.short(to, key);
    to[0] = '{';
    to = if (entry.type == 0)
        encode.none(behind)
    else
        encode.value(d.part(entry), at, behind) orelse return encode.failed(fault.inName(d.label(entry)));
    to = encode.out.room(to, 1);
    to[0] = '}';
    return to + 1;
}

/// A name in quotes.
pub fn label(d: *const Desc, entry: *const table.Entry, from: Place) Place {
    const name = d.key(entry)[1 .. entry.len + 3];
    return Buffer.short(encode.out.room(from, name.len + vector.size), name);
}

pub noinline fn flags(d: *const Desc, at: [*]const u8, from: Place) Place {
    const set = d.tag(at);
    var to = from;
    var count: u32 = 0;
    to[0] = '[';
    for (d.entries(), 0..) |*entry, i| {
        if (set >> @intCast(i) & 1 == 0) continue;
        to = encode.out.room(label(d, entry, to + 1), encode.scalar);
        to[0] = ',';
        count += 1;
    }
    return encode.close(to, count, ']');
}
