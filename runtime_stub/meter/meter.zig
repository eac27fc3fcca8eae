//! Linear memories that are counted: what the engine asks for a memory, or for more of one, is refused
//! above the bounds of its store, and the refusal is kept so that it can be told.
//!
//! The engine has no such count. It does let its host make the memories, and calls it in the middle of
//! running wasm, where no interpreter may raise or be interrupted; so this is native code. It calls
//! nothing but the system.

const std = @import("std");
const builtin = @import("builtin");
const linux = std.os.linux;

/// What the largest pages of a kernel have: 64 KiB on aarch64.
const page: usize = std.heap.page_size_max;

/// A broken promise ends the process; there is nobody to tell.
pub const panic = std.debug.no_panic;

/// What one store may have and has. `flowrt.engine.meter` has the same layout.
pub const Meter = extern struct {
    /// Bytes that each memory may have, and all of them together.
    each: u64,
    all: u64,
    /// Bytes that all of them have, and the most that they ever had.
    now: u64 = 0,
    most: u64 = 0,
    /// Which bound was met last: none, `each`, `all`, or what the system has.
    met: Bound = .none,
    memories: u32 = 0,
    /// Bytes that would have been had, where a bound was met: by the memory, or by all of them.
    wanted: u64 = 0,

    fn refuses(self: *Meter, had: usize, size: usize) bool {
        const together = self.now - had +| size;
        if (size > self.each) return self.note(.each, size);
        if (together > self.all) return self.note(.all, together);
        return false;
    }

    fn note(self: *Meter, bound: Bound, wanted: u64) bool {
        self.met = bound;
        self.wanted = wanted;
        return true;
    }

    fn count(self: *Meter, had: usize, size: usize) void {
        self.now = self.now - had + size;
        self.most = @max(self.most, self.now);
    }
};

const Bound = enum(u32) { none, each, all, system };

/// What an engine is set up with: how it makes an error, and the meter of the store that is being
/// instantiated. Whoever instantiates sets the latter, and keeps others from it until that is done.
pub const Maker = extern struct {
    fail: *const fn ([*:0]const u8) callconv(.c) ?*anyopaque,
    meter: *Meter,
};

pub const Linear = extern struct {
    memory: *Memory,
    get: *const fn (*Memory, *usize, *usize) callconv(.c) [*]u8,
    grow: *const fn (*Memory, usize) callconv(.c) ?*anyopaque,
    free: *const fn (*Memory) callconv(.c) void,
};

/// Lies at the start of its own mapping; pages that cannot be read stand on both sides of `base`.
const Memory = struct {
    maker: *const Maker,
    meter: *Meter,
    base: usize,
    size: usize,
    capacity: usize,
    mapped: usize,
};

/// `wasmtime_new_memory_callback_t`.
pub fn make(
    maker: *Maker,
    _: *const anyopaque,
    least: usize,
    _: usize,
    reserved: usize,
    guard: usize,
    linear: *Linear,
) callconv(.c) ?*anyopaque {
    const meter = maker.meter;
    if (meter.refuses(0, least)) return maker.fail("a bound of memory was met");
    const capacity = up(@max(reserved, least));
    const mapped = page + up(guard) + capacity + up(guard);
    const start = pages.map(mapped) orelse return none(maker, least);
    const memory: *Memory = @ptrFromInt(start);
    const base = start + page + up(guard);
    if (!pages.open(start, @sizeOf(Memory)) or !pages.open(base, least)) {
        pages.unmap(start, mapped);
        return none(maker, least);
    }
    memory.* = .{ .maker = maker, .meter = meter, .base = base, .size = least, .capacity = capacity, .mapped = mapped };
    meter.count(0, least);
    meter.memories += 1;
    linear.* = .{ .memory = memory, .get = get, .grow = grow, .free = free };
    return null;
}

fn none(maker: *Maker, wanted: usize) ?*anyopaque {
    _ = maker.meter.note(.system, wanted);
    return maker.fail("the system has no more memory");
}

fn get(memory: *Memory, size: *usize, capacity: *usize) callconv(.c) [*]u8 {
    size.* = memory.size;
    capacity.* = memory.capacity;
    return @ptrFromInt(memory.base);
}

fn grow(memory: *Memory, size: usize) callconv(.c) ?*anyopaque {
    const maker = memory.maker;
    if (memory.meter.refuses(memory.size, size)) return maker.fail("a bound of memory was met");
    if (size > memory.capacity or !pages.open(memory.base, size)) {
        _ = memory.meter.note(.system, size);
        return maker.fail("the system has no more memory");
    }
    memory.meter.count(memory.size, size);
    memory.size = size;
    return null;
}

fn free(memory: *Memory) callconv(.c) void {
    memory.meter.count(memory.size, 0);
    pages.unmap(@intFromPtr(memory), memory.mapped);
}

/// Pages of memory; on other systems than Linux the program that this is a part of has them.
const pages = if (builtin.os.tag != .linux) @import("root").pages else struct {
    fn map(size: usize) ?usize {
        const flags: linux.MAP = .{ .TYPE = .PRIVATE, .ANONYMOUS = true, .NORESERVE = true };
        const at = linux.mmap(null, size, .{}, flags, -1, 0);
        return if (linux.errno(at) == .SUCCESS) at else null;
    }

    /// Lets the first bytes of a range be read and written.
    fn open(start: usize, size: usize) bool {
        if (size == 0) return true;
        const all: linux.PROT = .{ .READ = true, .WRITE = true };
        return linux.errno(linux.mprotect(@ptrFromInt(start), up(size), all)) == .SUCCESS;
    }

    fn unmap(start: usize, size: usize) void {
        _ = linux.munmap(@ptrFromInt(start), size);
    }
};

fn up(size: usize) usize {
    return std.mem.alignForward(usize, size, page);
}

comptime {
    if (@import("root") == @This()) @export(&make, .{ .name = "flowrt_meter_make" });
}
