//! Hosts of the network by name and port: how they are written, and which covers which.
//! `flowrt/rights/hosts.py` says the same.

const std = @import("std");
const os = @import("os.zig").os;

const longest = 253;

/// A name in lower case, or the bytes of an address of IPv6; the port 0 means any.
pub const Host = struct {
    bytes: [longest]u8 = undefined,
    size: usize = 0,
    is_ipv6: bool = false,
    port: u16 = 0,

    fn name(self: *const Host) []const u8 {
        return self.bytes[0..self.size];
    }

    /// Whether all that the other means is meant by this one.
    pub fn covers(self: *const Host, other: *const Host) bool {
        return (self.port == 0 or self.port == other.port) and self.names(other);
    }

    /// Whether both mean some host and port.
    pub fn meets(self: *const Host, other: *const Host) bool {
        const same_port = self.port == 0 or other.port == 0 or self.port == other.port;
        return same_port and (self.names(other) or other.names(self));
    }

    /// Whether both are written the same, but for their ports.
    pub fn is(self: *const Host, other: *const Host) bool {
        return self.is_ipv6 == other.is_ipv6 and std.mem.eql(u8, self.name(), other.name());
    }

    /// Whether the other's name is meant by this one, at whatever port.
    pub fn names(self: *const Host, other: *const Host) bool {
        if (self.is(other)) return true;
        return !self.is_ipv6 and !other.is_ipv6 and std.mem.startsWith(u8, self.name(), "*.") and std.mem.endsWith(u8, other.name(), self.name()[1..]);
    }
};

/// What a capability allows, and the text that says so: a host, or any where there is none.
pub const Rule = struct {
    text: []const u8,
    host: ?Host,

    /// Whether a host is meant at its port.
    pub fn covers(self: *const Rule, target: *const Host) bool {
        return if (self.host) |*host| host.covers(target) else true;
    }

    /// Whether a name is meant, at whatever port; what is none may be asked by any.
    pub fn names(self: *const Rule, asked: ?*const Host) bool {
        const host = if (self.host) |*one| one else return true;
        return host.names(asked orelse return false);
    }

    /// Whether a port is meant.
    pub fn has(self: *const Rule, port: u16) bool {
        const host = if (self.host) |*one| one else return true;
        return host.port == 0 or host.port == port;
    }
};

/// The host that a text spells, at a port if it names none; null if it spells none.
pub fn of(text: []const u8, port: u16) ?Host {
    const colon = std.mem.findScalarLast(u8, text, ':');
    var host: Host = .{ .port = port };
    var name = text;
    if (colon) |at| if (!std.mem.endsWith(u8, text, "]")) {
        name = text[0..at];
        host.port = port_of(text[at + 1 ..]) orelse return null;
    };
    const is_known = if (std.mem.startsWith(u8, name, "[")) set_ipv6(&host, name) else set_name(&host, name);
    return if (is_known) host else null;
}

fn port_of(digits: []const u8) ?u16 {
    if (digits.len == 0 or digits.len > 5 or digits[0] == '0') return null;
    for (digits) |digit| if (!std.ascii.isDigit(digit)) return null;
    return std.fmt.parseInt(u16, digits, 10) catch null;
}

fn set_name(host: *Host, text: []const u8) bool {
    const name = if (std.mem.endsWith(u8, text, ".")) text[0 .. text.len - 1] else text;
    if (name.len > longest) return false;
    host.size = std.ascii.lowerString(&host.bytes, name).len;
    var labels = std.mem.splitScalar(u8, if (std.mem.startsWith(u8, name, "*.")) host.name()[2..] else host.name(), '.');
    var last: []const u8 = "";
    while (labels.next()) |label| : (last = label) if (!is_label(label)) return false;
    return !is_numeric(last) or is_ipv4(host.name());
}

fn is_label(label: []const u8) bool {
    for (label, 0..) |byte, at| switch (byte) {
        'a'...'z', '0'...'9', '_' => {},
        '-' => if (at == 0 or at + 1 == label.len) return false,
        else => return false,
    };
    return label.len > 0;
}

/// Whether a last label makes resolvers read a name as an address.
fn is_numeric(label: []const u8) bool {
    const digits = if (std.mem.startsWith(u8, label, "0x")) label[2..] else label;
    for (digits) |byte| if (!std.ascii.isDigit(byte) and (digits.len == label.len or !std.ascii.isHex(byte))) return false;
    return true;
}

fn is_ipv4(name: []const u8) bool {
    var count: usize = 0;
    var octets = std.mem.splitScalar(u8, name, '.');
    while (octets.next()) |octet| : (count += 1) {
        if (octet.len > 3 or (octet.len > 1 and octet[0] == '0')) return false;
        _ = std.fmt.parseInt(u8, octet, 10) catch return false;
    }
    return count == 4;
}

fn set_ipv6(host: *Host, text: []const u8) bool {
    var digits: [46]u8 = undefined;
    if (text.len < 4 or text.len > 47 or text[text.len - 1] != ']') return false;
    const address = text[1 .. text.len - 1];
    for (address) |byte| if (!std.ascii.isHex(byte) and byte != ':' and byte != '.') return false;
    @memcpy(digits[0..address.len], address);
    digits[address.len] = 0;
    host.is_ipv6 = true;
    host.size = 16;
    return os.read_ipv6(digits[0..address.len :0], host.bytes[0..16]);
}
