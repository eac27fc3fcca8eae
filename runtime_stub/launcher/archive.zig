//! An archive cut at its lengths, as `flowrt/archive/archive.py` does it: nothing is trusted yet.
//! FORMAT 2 and 4.1; refuses with R101 to R106.

const std = @import("std");
const say = @import("say.zig");

const magic = "FLOWPK\x00\x01";
const prefix_size = 16;
const most_header = 1 << 20;
const entry_size = 81;
const most_signatures = 16;
const ed25519 = 1;

pub const Signature = struct { key_id: [16]u8, proof: [64]u8 };

pub const Archive = struct {
    data: []const u8,
    header: []const u8,
    signatures: []const Signature,
    region: u64,
};

pub fn open(data: []const u8) say.Error!Archive {
    if (!std.mem.startsWith(u8, data, magic[0..6])) return say.refuse("R101", "byte 0", "FLOWPK", "other bytes");
    if (data.len >= magic.len and !std.mem.startsWith(u8, data, magic))
        return say.refuse("R102", "byte 6", "0, 1", say.text("{d}, {d}", .{ data[6], data[7] }));
    try reach(data, prefix_size);
    const header_size: u64 = std.mem.readInt(u32, data[8..12], .little);
    const block_size: u64 = std.mem.readInt(u32, data[12..16], .little);
    if (header_size < 1 or header_size > most_header)
        return say.refuse("R104", "byte 8", say.text("1 to {d}", .{most_header}), say.text("{d}", .{header_size}));
    const count = block_size / entry_size;
    if (block_size % entry_size != 0 or count < 1 or count > most_signatures)
        return say.refuse("R104", "byte 12", "81 times 1 to 16", say.text("{d}", .{block_size}));
    const signatures_at = prefix_size + header_size;
    const end = signatures_at + block_size;
    const region = aligned(end);
    try reach(data, region);
    try check_zero(data, end, region);
    return .{
        .data = data,
        .header = data[prefix_size..signatures_at],
        .signatures = try signatures(data[signatures_at..end]),
        .region = region,
    };
}

pub fn aligned(offset: u64) u64 {
    return (offset + 4095) / 4096 * 4096;
}

pub fn check_zero(data: []const u8, from: u64, to: u64) say.Error!void {
    for (data[from..to], from..) |byte, at| {
        if (byte != 0) return say.refuse("R105", say.text("byte {d}", .{at}), "0", say.text("{d}", .{byte}));
    }
}

fn reach(data: []const u8, size: u64) say.Error!void {
    if (data.len < size)
        return say.refuse("R103", say.text("byte {d}", .{data.len}), say.text("at least {d} bytes", .{size}), say.text("{d} bytes", .{data.len}));
}

fn signatures(block: []const u8) say.Error![]const Signature {
    const found = say.memory.alloc(Signature, block.len / entry_size) catch say.no_memory();
    for (found, 0..) |*one, i| {
        const entry = block[i * entry_size ..][0..entry_size];
        const place = say.text("signatures[{d}]", .{i});
        one.* = .{ .key_id = entry[1..17].*, .proof = entry[17..81].* };
        if (entry[0] != ed25519) return say.refuse("R106", place, "algorithm 1", say.text("{d}", .{entry[0]}));
        if (i > 0 and std.mem.order(u8, &found[i - 1].key_id, &one.key_id) != .lt)
            return say.refuse("R106", place, "key ids sorted, each once", &std.fmt.bytesToHex(one.key_id, .lower));
    }
    return found;
}
