//! A growing run of bytes on the heap, for JSON text and for interpolated strings.
//!
//! While it is open, `heap.top` never falls below its end. It grows in place when it lies at the
//! heap's top and moves there when it does not.

const heap = @import("heap.zig");
const table = @import("table.zig");

const Block = @Vector(16, u8);
const first_capacity = 256;

pub const Buffer = extern struct {
    ptr: u32 = 0,
    len: u32 = 0,
    capacity: u32 = 0,

    pub fn begin(self: *Buffer) void {
        self.* = .{ .ptr = heap.alloc(first_capacity, 1), .len = 0, .capacity = first_capacity };
    }

    /// Closes the buffer and writes where its bytes lie; they live until the heap is released.
    pub fn end(self: *Buffer, cell: [*]u8) void {
        (table.Span{ .ptr = self.ptr, .len = self.len }).store(cell);
        heap.trim(self.ptr + self.len, self.ptr + self.capacity);
        self.* = .{};
    }

    /// The address behind the buffer's room; zero when it is closed.
    pub fn limit(self: *const Buffer) u32 {
        return self.ptr + self.capacity;
    }

    /// Makes room for `count` more bytes and returns where they go; `self.len` stays.
    pub inline fn room(self: *Buffer, count: u32) [*]u8 {
        if (self.capacity - self.len < count) self.grow(count);
        return @ptrFromInt(self.ptr + self.len);
    }

    pub inline fn byte(self: *Buffer, value: u8) void {
        self.room(1)[0] = value;
        self.len += 1;
    }

    pub fn bytes(self: *Buffer, source: []const u8) void {
        const target = self.room(source.len);
        @memcpy(target[0..source.len], source);
        self.len += source.len;
    }

    /// Copies a short run that lies in the heap or static area, 16 bytes at a time.
    pub inline fn short(self: *Buffer, source: []const u8) void {
        const target = self.room(source.len + 16);
        var i: u32 = 0;
        while (true) {
            target[i..][0..16].* = source.ptr[i..][0..16].*;
            i += 16;
            if (i >= source.len) break;
        }
        self.len += source.len;
    }

    /// Appends a JSON string. `source` is UTF-8 with `heap.slack` readable bytes behind it.
    pub fn quoted(self: *Buffer, source: []const u8) void {
        self.byte('"');
        var i: u32 = 0;
        while (i < source.len) {
            const block: Block = source.ptr[i..][0..16].*;
            self.room(16)[0..16].* = block;
            const left = source.len - i;
            const clean = @min(@ctz(special(block)), left);
            self.len += clean;
            i += clean;
            if (clean < 16 and clean < left) {
                self.escape(source[i]);
                i += 1;
            }
        }
        self.byte('"');
    }

    fn escape(self: *Buffer, char: u8) void {
        const hex = "0123456789abcdef";
        switch (char) {
            '"' => self.bytes("\\\""),
            '\\' => self.bytes("\\\\"),
            '\n' => self.bytes("\\n"),
            '\r' => self.bytes("\\r"),
            '\t' => self.bytes("\\t"),
            8 => self.bytes("\\b"),
            12 => self.bytes("\\f"),
            else => self.bytes(&.{ '\\', 'u', '0', '0', hex[char >> 4], hex[char & 15] }),
        }
    }

    noinline fn grow(self: *Buffer, count: u32) void {
        const capacity = @max(self.capacity *| 2, self.len +| count);
        if (!heap.extend(self.limit(), capacity - self.capacity)) {
            const moved = heap.alloc(capacity, 1);
            heap.copy(moved, self.ptr, self.len);
            self.ptr = moved;
        }
        self.capacity = capacity;
    }
};

/// One bit for each byte that a JSON string must escape.
pub inline fn special(block: Block) u16 {
    const quote = block == @as(Block, @splat('"'));
    const slash = block == @as(Block, @splat('\\'));
    const control = block < @as(Block, @splat(0x20));
    return @as(u16, @bitCast(quote)) | @as(u16, @bitCast(slash)) | @as(u16, @bitCast(control));
}
