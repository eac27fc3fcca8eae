//! The ratchet from bytes to what may be run: the checks of `flowrt/verify.py`, in its order. The
//! one publisher that is trusted stands in the seat: its keys, how many must have signed, and the
//! package that it may publish.

const std = @import("std");
const archives = @import("archive.zig");
const ed25519 = @import("ed25519.zig");
const hash = @import("hash.zig");
const headers = @import("header.zig");
const plans = @import("plan.zig");
const say = @import("say.zig");
const seats = @import("seat.zig");
const sha256 = @import("sha256.zig");

const payload_type = "application/vnd.flowc.flowpack.header.v1";
const spki_prefix = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

pub const Verified = struct {
    archive: archives.Archive,
    header: headers.Header,
    plan: plans.Plan,

    pub fn bytes(self: Verified, blob: headers.Blob) []const u8 {
        const start = self.archive.region + blob.offset;
        return self.archive.data[start..][0..blob.size];
    }
};

/// Who is trusted, as the seat says it.
pub const Trust = struct {
    keys: []const [32]u8,
    threshold: usize,
    package: []const u8,

    pub fn of(seat: *const seats.Seat) Trust {
        return .{
            .keys = seat.keys[0..@min(seat.key_count, seats.most_keys)],
            .threshold = @max(1, seat.threshold),
            .package = seat.package[0..@min(seat.package_size, seat.package.len)],
        };
    }
};

pub fn verify(data: []const u8, trust: Trust, now: i64) say.Error!Verified {
    const archive = try archives.open(data);
    const count = try signers(archive, trust);
    const header = try headers.read(archive.header);
    try lay(archive, header);
    if (!std.mem.eql(u8, header.package, trust.package))
        return say.refuse("R205", "header.package", say.text("the package {s}", .{trust.package}), header.package);
    if (count < trust.threshold)
        return say.refuse("R206", "signatures", say.text("{d} keys", .{trust.threshold}), say.text("{d}", .{count}));
    if (header.not_after) |last| if (now > last)
        return say.refuse("R207", "header.not_after", say.text("a time up to {d}", .{last}), say.text("{d}", .{now}));
    var verified: Verified = .{ .archive = archive, .header = header, .plan = undefined };
    for (header.blobs, hash.every(verified)) |blob, digest| try check_digest(blob, digest);
    verified.plan = try plans.read(verified.bytes(header.blob(.plan)));
    try check_plan(header, verified.plan);
    return verified;
}

/// How many distinct trusted keys signed; one signature that hides or feigns a trusted key refuses.
fn signers(archive: archives.Archive, trust: Trust) say.Error!usize {
    const head = say.text("DSSEv1 {d} {s} {d} ", .{ payload_type.len, payload_type, archive.header.len });
    const message = std.mem.concat(say.memory, u8, &.{ head, archive.header }) catch say.no_memory();
    var count: usize = 0;
    var ids: std.ArrayList(u8) = .empty;
    for (archive.signatures, 0..) |signature, i| {
        const place = say.text("signatures[{d}]", .{i});
        say.add(&ids, "{s}key id {s}", .{ if (i > 0) ", " else "", std.fmt.bytesToHex(signature.key_id, .lower) });
        const named = for (trust.keys) |key| {
            if (std.mem.eql(u8, &key_id(key), &signature.key_id)) break key;
        } else {
            for (trust.keys) |key| if (ed25519.signed(key, message, signature.proof))
                return say.refuse("R203", place, &std.fmt.bytesToHex(key_id(key), .lower), &std.fmt.bytesToHex(signature.key_id, .lower));
            continue;
        };
        if (!ed25519.signed(named, message, signature.proof))
            return say.refuse("R202", place, say.text("a signature by {s}", .{line(named)}), "another");
        count += 1;
    }
    return if (count > 0) count else say.refuse("R201", "signatures", "a trusted key", ids.items);
}

fn key_id(key: [32]u8) [16]u8 {
    return sha256.hash(spki_prefix ++ key)[0..16].*;
}

fn line(key: [32]u8) []const u8 {
    var out: [44]u8 = undefined;
    return say.text("ed25519:{s}", .{std.base64.standard.Encoder.encode(&out, &key)});
}

/// Hold that the blobs tile the file: every byte is a blob's, or padding that is zero.
fn lay(archive: archives.Archive, header: headers.Header) say.Error!void {
    var end: u64 = 0;
    for (header.blobs, 0..) |blob, i| {
        if (blob.offset != archives.aligned(end))
            return say.refuse("R109", say.text("header.blobs[{d}].offset", .{i}), say.text("{d}", .{archives.aligned(end)}), say.text("{d}", .{blob.offset}));
        end = blob.offset + blob.size;
    }
    const expected = archive.region + end;
    const found = archive.data.len;
    if (found < expected)
        return say.refuse("R103", say.text("byte {d}", .{found}), say.text("{d} bytes", .{expected}), say.text("{d} bytes", .{found}));
    if (found > expected)
        return say.refuse("R109", say.text("byte {d}", .{expected}), "the end of the file", say.text("{d} more bytes", .{found - expected}));
    for (header.blobs[1..], header.blobs[0 .. header.blobs.len - 1]) |after, before|
        try archives.check_zero(archive.data, archive.region + before.offset + before.size, archive.region + after.offset);
}

fn check_digest(blob: headers.Blob, digest: [32]u8) say.Error!void {
    const found = sha256.hex(digest);
    const name = if (blob.kind.is_code()) "pieces" else "sha256";
    if (!std.mem.eql(u8, &found, blob.digest))
        return say.refuse("R204", blob.id, say.text("{s}:{s}", .{ name, blob.digest }), say.text("{s}:{s}", .{ name, found }));
}

fn check_plan(header: headers.Header, plan: plans.Plan) say.Error!void {
    const expected = say.text("{s}@{s}", .{ header.package, header.version });
    const found = say.text("{s}@{s}", .{ plan.package, plan.version });
    if (!std.mem.eql(u8, expected, found)) return say.refuse("R304", "plan", expected, found);
}
