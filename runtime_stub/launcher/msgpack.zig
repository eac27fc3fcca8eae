//! The plan's msgpack. What is no msgpack at all is `error.Other`; what is, but not in its shortest
//! form, is read and remembered in `canonical`, so that the field that is wrong is told of first.

const std = @import("std");
const say = @import("say.zig");
const plain = @import("value.zig");
const Value = plain.Value;

pub const Error = error{Other};
const most_deep = 200;

pub const Reader = struct {
    data: []const u8,
    at: usize = 0,
    canonical: bool = true,

    pub fn whole(self: *Reader) Error!Value {
        const found = try self.value(0);
        return if (self.at == self.data.len) found else error.Other;
    }

    fn value(self: *Reader, depth: usize) Error!Value {
        if (depth == most_deep) return error.Other;
        const head = (try self.take(1))[0];
        return switch (head) {
            0x00...0x7f => .{ .integer = head },
            0x80...0x8f => self.map(head & 0x0f, depth),
            0x90...0x9f => self.list(head & 0x0f, depth),
            0xa0...0xbf => self.string(head & 0x1f),
            0xc0 => .null,
            0xc2, 0xc3 => .{ .bool = head == 0xc3 },
            0xca => self.float(4),
            0xcb => self.float(8),
            0xcc => self.integer(u8, 0x7f),
            0xcd => self.integer(u16, 0xff),
            0xce => self.integer(u32, 0xffff),
            0xcf => self.integer(u64, 0xffff_ffff),
            0xd0 => self.negative(i8, -0x20),
            0xd1 => self.negative(i16, -0x80),
            0xd2 => self.negative(i32, -0x8000),
            0xd3 => self.negative(i64, -0x8000_0000),
            0xd9 => self.string(try self.length(u8, 0x1f)),
            0xda => self.string(try self.length(u16, 0xff)),
            0xdb => self.string(try self.length(u32, 0xffff)),
            0xdc => self.list(try self.length(u16, 0x0f), depth),
            0xdd => self.list(try self.length(u32, 0xffff), depth),
            0xde => self.map(try self.length(u16, 0x0f), depth),
            0xdf => self.map(try self.length(u32, 0xffff), depth),
            0xe0...0xff => .{ .integer = @as(i8, @bitCast(head)) },
            else => error.Other, // bytes and extensions: no field takes them
        };
    }

    fn take(self: *Reader, size: usize) Error![]const u8 {
        if (size > self.data.len - self.at) return error.Other;
        self.at += size;
        return self.data[self.at - size .. self.at];
    }

    /// A number that a shorter form could not hold, `most` being the largest that one could.
    fn length(self: *Reader, comptime T: type, most: u64) Error!usize {
        const found = std.mem.readInt(T, (try self.take(@sizeOf(T)))[0..@sizeOf(T)], .big);
        if (found <= most) self.canonical = false;
        return @intCast(found);
    }

    fn integer(self: *Reader, comptime T: type, most: u64) Error!Value {
        const found = try self.length(T, most);
        return if (found <= std.math.maxInt(i64)) .{ .integer = @intCast(found) } else .number;
    }

    fn negative(self: *Reader, comptime T: type, least: i64) Error!Value {
        const found = std.mem.readInt(T, (try self.take(@sizeOf(T)))[0..@sizeOf(T)], .big);
        if (found >= least) self.canonical = false;
        return .{ .integer = found };
    }

    fn float(self: *Reader, size: usize) Error!Value {
        _ = try self.take(size);
        return .number;
    }

    fn string(self: *Reader, size: usize) Error!Value {
        const found = try self.take(size);
        return if (std.unicode.utf8ValidateSlice(found)) .{ .text = found } else error.Other;
    }

    fn list(self: *Reader, count: usize, depth: usize) Error!Value {
        if (count > self.data.len - self.at) return error.Other; // each item takes a byte at least
        const items = say.memory.alloc(Value, count) catch say.no_memory();
        for (items) |*item| item.* = try self.value(depth + 1);
        return .{ .list = items };
    }

    fn map(self: *Reader, count: usize, depth: usize) Error!Value {
        if (count > self.data.len - self.at) return error.Other;
        const fields = say.memory.alloc(plain.Field, count) catch say.no_memory();
        for (fields, 0..) |*field, i| {
            const key = try self.value(depth + 1);
            if (key != .text) return error.Other;
            field.* = .{ .name = key.text, .value = try self.value(depth + 1) };
            for (fields[0..@min(i, 64)]) |other| { // a map of more has unknown fields
                if (std.mem.eql(u8, other.name, field.name)) self.canonical = false;
            }
        }
        return .{ .map = fields };
    }
};
