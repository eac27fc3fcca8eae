//! The header's JSON: only the one spelling that FORMAT 3.1 allows is read, so that no two readers
//! can understand a header differently. Anything else is `error.Other`.

const std = @import("std");
const say = @import("say.zig");
const plain = @import("value.zig");

pub const Error = error{Other};
const Field = plain.Field;
const Value = plain.Value;
const most_deep = 64;

pub fn read(data: []const u8) Error!Value {
    var reader: Reader = .{ .data = data };
    const value = try reader.value(0);
    return if (reader.at == data.len) value else error.Other;
}

const Reader = struct {
    data: []const u8,
    at: usize = 0,

    fn peek(self: *Reader) Error!u8 {
        return if (self.at < self.data.len) self.data[self.at] else error.Other;
    }

    fn next(self: *Reader) Error!u8 {
        const byte = try self.peek();
        self.at += 1;
        return byte;
    }

    fn expect(self: *Reader, word: []const u8) Error!void {
        if (!std.mem.startsWith(u8, self.data[self.at..], word)) return error.Other;
        self.at += word.len;
    }

    fn value(self: *Reader, depth: usize) Error!Value {
        if (depth == most_deep) return error.Other;
        switch (try self.peek()) {
            '{' => return .{ .map = try self.map(depth) },
            '[' => return .{ .list = try self.list(depth) },
            '"' => return .{ .text = try self.string() },
            't' => try self.expect("true"),
            'f' => {
                try self.expect("false");
                return .{ .bool = false };
            },
            'n' => {
                try self.expect("null");
                return .null;
            },
            else => return self.number(),
        }
        return .{ .bool = true };
    }

    fn map(self: *Reader, depth: usize) Error![]const Field {
        var fields: std.ArrayList(Field) = .empty;
        self.at += 1;
        if (try self.peek() != '}') while (true) {
            const key = try self.string();
            if (fields.items.len > 0 and std.mem.order(u8, fields.getLast().name, key) != .lt) return error.Other;
            try self.expect(":");
            fields.append(say.memory, .{ .name = key, .value = try self.value(depth + 1) }) catch say.no_memory();
            if (try self.peek() != ',') break;
            self.at += 1;
        };
        try self.expect("}");
        return fields.items;
    }

    fn list(self: *Reader, depth: usize) Error![]const Value {
        var items: std.ArrayList(Value) = .empty;
        self.at += 1;
        if (try self.peek() != ']') while (true) {
            items.append(say.memory, try self.value(depth + 1)) catch say.no_memory();
            if (try self.peek() != ',') break;
            self.at += 1;
        };
        try self.expect("]");
        return items.items;
    }

    fn number(self: *Reader) Error!Value {
        const start = self.at;
        if (try self.peek() == '-') self.at += 1;
        const first = self.at;
        self.digits();
        const whole = self.data[first..self.at];
        if (whole.len == 0 or (whole[0] == '0' and (whole.len > 1 or first > start))) return error.Other;
        if (self.at < self.data.len and self.data[self.at] == '.') {
            self.at += 1;
            const fraction = self.at;
            self.digits();
            return if (self.at > fraction) .number else error.Other;
        }
        const found = std.fmt.parseInt(i64, self.data[start..self.at], 10) catch return .number;
        return .{ .integer = found };
    }

    fn digits(self: *Reader) void {
        while (self.at < self.data.len and std.ascii.isDigit(self.data[self.at])) self.at += 1;
    }

    fn string(self: *Reader) Error![]const u8 {
        try self.expect("\"");
        var out: std.ArrayList(u8) = .empty;
        while (true) {
            const byte = try self.next();
            switch (byte) {
                '"' => return out.items,
                '\\' => try self.escaped(&out),
                ' ', '!', '#'...'[', ']'...'~' => out.append(say.memory, byte) catch say.no_memory(),
                else => return error.Other,
            }
        }
    }

    fn escaped(self: *Reader, out: *std.ArrayList(u8)) Error!void {
        const byte: u8 = switch (try self.next()) {
            '"' => '"',
            '\\' => '\\',
            'b' => 8,
            'f' => 12,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(out),
            else => return error.Other,
        };
        out.append(say.memory, byte) catch say.no_memory();
    }

    /// A character that has no shorter spelling, in lowercase digits; above 0xffff as a pair.
    fn unicode(self: *Reader, out: *std.ArrayList(u8)) Error!void {
        var point: u21 = try self.four();
        switch (point) {
            8, 9, 10, 12, 13, ' '...'~' => return error.Other,
            0xd800...0xdbff => {
                try self.expect("\\u");
                const low: u21 = try self.four();
                if (low < 0xdc00 or low > 0xdfff) return error.Other;
                point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
            },
            0xdc00...0xdfff => return error.Other,
            else => {},
        }
        var bytes: [4]u8 = undefined;
        const size = std.unicode.utf8Encode(point, &bytes) catch return error.Other;
        out.appendSlice(say.memory, bytes[0..size]) catch say.no_memory();
    }

    fn four(self: *Reader) Error!u16 {
        var found: u16 = 0;
        for (0..4) |_| {
            const digit: u16 = switch (try self.next()) {
                '0'...'9' => |byte| byte - '0',
                'a'...'f' => |byte| byte - 'a' + 10,
                else => return error.Other,
            };
            found = found << 4 | digit;
        }
        return found;
    }
};
