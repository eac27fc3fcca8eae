//! Native code that had to be compiled, kept for the next start. What is read back is run, so an entry
//! begins with a code of authentication, whose secret lies apart from the cache: `flowrt/engine/kept.py`
//! says why, and has the same files.

const std = @import("std");
const private = @import("private.zig");
const say = @import("say.zig");
const sha256 = @import("sha256.zig");
const variables = @import("variables.zig");
const Hmac = std.crypto.auth.hmac.sha2.HmacSha256;

const seal_size = Hmac.mac_length;

/// The code of one component for one engine.
pub const Kept = struct {
    name: [:0]const u8,

    /// Of the digest of a component, and that of the engine with its settings and the target.
    pub fn of(component: sha256.Digest, fingerprint: []const u8) Kept {
        const made_from = say.text("flowrt code 1\x00{s}\x00{s}", .{ component, fingerprint });
        return .{ .name = say.name(say.text("{s}.code", .{sha256.hex(sha256.hash(made_from))})) };
    }

    /// The code, if it is there and as it was put there.
    pub fn find(self: Kept) ?[]const u8 {
        const folder = private.opened_folder(cache() orelse return null) orelse return null;
        const file = private.opened(folder, self.name, private.others_write) orelse return null;
        const data = private.read_all(file) orelse return null;
        if (data.len < seal_size) return null;
        const code = data[seal_size..];
        const found = secret(private.opened_folder(state() orelse return null) orelse return null) orelse return null;
        return if (std.crypto.timing_safe.eql([seal_size]u8, data[0..seal_size].*, self.seal(found, code))) code else null;
    }

    /// Keep the code, whole or not at all, for whoever starts next.
    pub fn keep(self: Kept, code: []const u8) void {
        const folder = private.folder(cache() orelse return) orelse return;
        const apart = private.folder(state() orelse return) orelse return;
        const found = secret(apart) orelse made: {
            private.write_first(apart, "secret", &(private.random(seal_size) orelse return), 0o600);
            break :made secret(apart) orelse return;
        };
        _ = private.write(folder, self.name, &.{ &self.seal(found, code), code }, 0o600);
    }

    fn seal(self: Kept, key: [seal_size]u8, code: []const u8) [seal_size]u8 {
        var mac: [seal_size]u8 = undefined;
        var hmac: Hmac = .init(&key);
        hmac.update(self.name);
        hmac.update("\x00");
        hmac.update(code);
        hmac.final(&mac);
        return mac;
    }
};

fn secret(folder: private.Folder) ?[seal_size]u8 {
    const file = private.opened(folder, "secret", private.others) orelse return null;
    const found = private.read_all(file) orelse return null;
    return if (found.len == seal_size) found[0..seal_size].* else null;
}

fn cache() ?[:0]const u8 {
    return private.cache("code", variables.get);
}

fn state() ?[:0]const u8 {
    return private.state(variables.get);
}
