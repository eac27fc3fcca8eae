//! The type table: what the descriptors that drive the codec look like in memory.
//!
//! `compiler/flowc/produce/descriptors.py` writes them. Every reference inside a descriptor counts
//! bytes from that descriptor's own start, so a table may lie at any address divisible by four.

pub const Kind = enum(u8) {
    bool,
    u8,
    s8,
    u16,
    s16,
    u32,
    s32,
    u64,
    s64,
    f32,
    f64,
    char,
    string,
    bytes,
    list,
    option,
    wrapped, // an option whose payload's own JSON may be null
    result,
    tuple,
    record,
    variant,
    @"enum",
    flags,

    /// Whether a number of this kind can be negative.
    pub fn hasSign(kind: Kind) bool {
        return switch (kind) {
            .u8, .u16, .u32, .u64 => false,
            else => true,
        };
    }
};

pub const Desc = extern struct {
    kind: Kind,
    /// Bytes of a choice's discriminant or of a set of flags.
    tag_size: u8,
    alignment: u8,
    unused: u8,
    size: u32,
    count: u32,
    /// Where a choice's payload starts.
    payload: u32,
    text: u32,
    text_len: u32,

    /// The type as WIT writes it.
    pub fn name(d: *const Desc) []const u8 {
        return d.bytes(d.text)[0..d.text_len];
    }

    /// Fields, items, cases or labels; one element of a list or option.
    pub fn entries(d: *const Desc) []const Entry {
        const first: [*]const Entry = @ptrFromInt(@intFromPtr(d) + @sizeOf(Desc));
        return first[0..d.count];
    }

    /// The type of a part that has one.
    pub fn part(d: *const Desc, entry: *const Entry) *const Desc {
        return @ptrFromInt(@intFromPtr(d) + entry.type);
    }

    pub fn element(d: *const Desc) *const Desc {
        return d.part(&d.entries()[0]);
    }

    /// `,"name":` as it stands before a field's value.
    pub fn key(d: *const Desc, entry: *const Entry) []const u8 {
        return d.bytes(entry.text)[0 .. entry.len + 4];
    }

    /// The name alone.
    pub fn label(d: *const Desc, entry: *const Entry) []const u8 {
        return d.bytes(entry.text + 2)[0..entry.len];
    }

    /// The discriminant or the flags' bits stored at `at`.
    pub fn tag(d: *const Desc, at: [*]const u8) u32 {
        return switch (d.tag_size) {
            1 => at[0],
            2 => @as(*align(1) const u16, @ptrCast(at)).*,
            else => @as(*align(1) const u32, @ptrCast(at)).*,
        };
    }

    pub fn setTag(d: *const Desc, at: [*]u8, value: u32) void {
        switch (d.tag_size) {
            1 => at[0] = @truncate(value),
            2 => @as(*align(1) u16, @ptrCast(at)).* = @truncate(value),
            else => @as(*align(1) u32, @ptrCast(at)).* = value,
        }
    }

    /// The case that a choice holds; a discriminant out of range is a broken promise, not an input.
    pub fn chosen(d: *const Desc, at: [*]const u8) *const Entry {
        const index = d.tag(at);
        if (index >= d.count) @trap();
        return &d.entries()[index];
    }

    fn bytes(d: *const Desc, offset: u32) [*]const u8 {
        return @ptrFromInt(@intFromPtr(d) + offset);
    }
};

pub const Entry = extern struct {
    /// Zero where the case has no payload.
    type: u32,
    offset: u32,
    text: u32,
    len: u16,
    /// 1 where a parameter may be absent because it has a default.
    optional: u16,
};

/// A string or list as it lies in memory.
pub const Span = extern struct {
    ptr: u32,
    len: u32,

    pub fn of(at: [*]const u8) Span {
        return @as(*align(1) const Span, @ptrCast(at)).*;
    }

    pub fn store(self: Span, at: [*]u8) void {
        @as(*align(1) Span, @ptrCast(at)).* = self;
    }

    pub fn text(self: Span) []const u8 {
        if (self.len == 0) return "";
        return @as([*]const u8, @ptrFromInt(self.ptr))[0..self.len];
    }
};

pub fn load(comptime T: type, at: [*]const u8) T {
    return @as(*align(1) const T, @ptrCast(at)).*;
}

pub fn store(comptime T: type, at: [*]u8, value: T) void {
    @as(*align(1) T, @ptrCast(at)).* = value;
}
