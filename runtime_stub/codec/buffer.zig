//! A growing run of bytes on the heap, for JSON text and for interpolated strings.
//!
//! While it is open, `heap.top` never falls below its end. It grows in place when it lies at the
//! heap's top and moves there when it does not. A writer of many small pieces keeps the place of
//! the next byte itself, as a `Place`, asks for room ahead of it and gives it back to `stop`.

const heap = @import("heap.zig");
const table = @import("table.zig");
const vector = @import("vector.zig");

const first_capacity = 256;

/// Where the next byte goes.
pub const Place = [*]u8;

pub const Buffer = extern struct {
    start: u32 = 0,
    len: u32 = 0,
    /// The address behind the buffer's room; zero when it is closed.
    limit: u32 = 0,

    pub fn begin(self: *Buffer) void {
        const start = heap.alloc(first_capacity, 1);
        self.* = .{ .start = start, .len = 0, .limit = start + first_capacity };
    }

    /// Closes the buffer and writes where its bytes lie; they live until the heap is released.
    pub fn end(self: *Buffer, cell: [*]u8) void {
        (table.Span{ .ptr = self.start, .len = self.len }).store(cell);
        heap.trim(self.start + self.len, self.limit);
        self.* = .{};
    }

    /// Where the next byte goes. Until `stop`, only the holder of the place may write.
    pub inline fn place(self: *const Buffer) Place {
        return @ptrFromInt(self.start + self.len);
    }

    /// Takes what was written before `to`.
    pub inline fn stop(self: *Buffer, to: Place) void {
        self.len = @intFromPtr(to) - self.start;
    }

    /// Makes room for `count` bytes at a place; returns where it is now.
    pub inline fn room(self: *Buffer, to: Place, count: u32) Place {
        return if (self.limit - @intFromPtr(to) >= count) to else self.grow(to, count);
    }

    pub fn byte(self: *Buffer, value: u8) void {
        const to = self.room(self.place(), 1);
        to[0] = value;
        self.stop(to + 1);
    }

    pub fn bytes(self: *Buffer, source: []const u8) void {
        const to = self.room(self.place(), source.len);
        @memcpy(to[0..source.len], source);
        self.stop(to + source.len);
    }

    /// Copies a short run that lies in the heap or static area to a place with 16 bytes more room.
    pub inline fn short(to: Place, source: []const u8) Place {
        vector.copy(to, source.ptr);
        var i: u32 = vector.size;
        while (i < source.len) : (i += vector.size) vector.copy(to + i, source.ptr + i);
        return to + source.len;
    }

    /// Appends a JSON string. `source` is UTF-8 with `heap.slack` readable bytes behind it.
    pub fn quoted(self: *Buffer, source: []const u8) void {
        self.stop(self.string(self.place(), source));
    }

    /// Writes a JSON string at a place.
    pub inline fn string(self: *Buffer, from: Place, source: []const u8) Place {
        const to = self.room(from, source.len + 2 * vector.size + 2);
        to[0] = '"';
        const block = vector.load(source.ptr);
        vector.store(to + 1, block);
        if (source.len > vector.size) return self.long(to + 1, source);
        if (vector.special(block) & vector.first(source.len) != 0) return self.escaped(to + 1, source);
        to[source.len + 1] = '"';
        return to + source.len + 2;
    }

    noinline fn long(self: *Buffer, to: Place, source: []const u8) Place {
        var i: u32 = 0;
        while (i < source.len) : (i += 2 * vector.size) {
            const block, const next = .{ vector.load(source.ptr + i), vector.load(source.ptr + i + vector.size) };
            vector.store(to + i, block);
            vector.store(to + i + vector.size, next);
            const found = vector.special(block) | vector.special(next) << vector.size;
            if (found == 0) continue;
            if (i + @ctz(found) < source.len) return self.escaped(to + i, source[i..]);
        }
        to[source.len] = '"';
        return to + source.len + 1;
    }

    /// Writes the rest of a string, which has characters to escape, and its closing quote.
    noinline fn escaped(self: *Buffer, from: Place, source: []const u8) Place {
        var to = from;
        var i: u32 = 0;
        while (i < source.len) {
            to = self.room(to, vector.size + @sizeOf(Escape));
            const block = vector.load(source.ptr + i);
            vector.store(to, block);
            const left = source.len - i;
            const clean = @min(vector.before(vector.special(block)), left);
            to += clean;
            i += clean;
            if (clean < vector.size and clean < left) {
                const escape = escapes[source[i]];
                to[0..escape.text.len].* = escape.text;
                to += escape.len;
                i += 1;
            }
        }
        to = self.room(to, 1);
        to[0] = '"';
        return to + 1;
    }

    noinline fn grow(self: *Buffer, to: Place, count: u32) Place {
        const used = @intFromPtr(to) - self.start;
        const capacity = @max((self.limit - self.start) *| 2, used +| count);
        if (!heap.extend(self.limit, capacity - (self.limit - self.start))) {
            const moved = heap.alloc(capacity, 1);
            heap.copy(moved, self.start, used);
            self.start = moved;
        }
        self.limit = self.start + capacity;
        return @ptrFromInt(self.start + used);
    }
};

const Escape = struct { text: [6]u8, len: u8 };

/// How each character is written that may not stand in a string as it is.
const escapes: ['\\' + 1]Escape = init: {
    const hex = "0123456789abcdef";
    var found: ['\\' + 1]Escape = undefined;
    for (0..' ') |char| found[char] = .{ .text = .{ '\\', 'u', '0', '0', hex[char >> 4], hex[char & 15] }, .len = 6 };
    for ("\x08\x0c\n\r\t\"\\", "bfnrt\"\\") |char, letter| {
        found[char] = .{ .text = .{ '\\', letter, 0, 0, 0, 0 }, .len = 2 };
    }
    break :init found;
};
