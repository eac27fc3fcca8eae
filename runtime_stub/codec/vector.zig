//! Sixteen bytes at a time. Loads may run over the end of what they are for: see `heap.slack`.

pub const size = 16;
pub const Block = @Vector(size, u8);

pub inline fn load(from: [*]const u8) Block {
    return from[0..size].*;
}

pub inline fn store(to: [*]u8, block: Block) void {
    to[0..size].* = block;
}

pub inline fn copy(to: [*]u8, from: [*]const u8) void {
    store(to, load(from));
}

pub inline fn each(value: u8) Block {
    return @splat(value);
}

/// The lanes after the first one, and another.
pub inline fn shifted(block: Block, last: u8) Block {
    return @shuffle(u8, block, each(last), [size]i32{ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -1 });
}

/// One bit for each lane that holds.
pub inline fn bits(lanes: @Vector(size, bool)) u32 {
    return @as(u16, @bitCast(lanes));
}

/// The bits of the first `count` lanes.
pub inline fn first(count: u32) u32 {
    return (@as(u32, 1) << @intCast(count)) - 1;
}

/// How many lanes stand before the first one whose bit is set.
pub inline fn before(found: u32) u32 {
    return @ctz(found | 1 << size);
}

/// One bit for each byte that a JSON string must escape.
pub inline fn special(block: Block) u32 {
    return bits((block == each('"')) | (block == each('\\')) | (block < each(0x20)));
}

/// One bit for each byte of a character beyond ASCII.
pub inline fn wide(block: Block) u32 {
    return bits(block >= each(0x80));
}

/// One bit for each byte that is not white space.
pub inline fn solid(block: Block) u32 {
    const blank = (block == each(' ')) | (block == each('\n'));
    return ~bits(blank | (block == each('\r')) | (block == each('\t'))) & 0xffff;
}

/// Whether `count` bytes are the same at both.
pub inline fn same(a: [*]const u8, b: [*]const u8, count: u32) bool {
    if (count <= size) return bits(load(a) != load(b)) & first(count) == 0;
    return long(a, b, count);
}

noinline fn long(a: [*]const u8, b: [*]const u8, count: u32) bool {
    var i: u32 = 0;
    while (i + size < count) : (i += size) {
        if (bits(load(a + i) != load(b + i)) != 0) return false;
    }
    return bits(load(a + i) != load(b + i)) & first(count - i) == 0;
}
