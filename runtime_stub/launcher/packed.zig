//! A program of its own: the small half of an executable that was built with `--compress`. It unpacks
//! the large half, a whole executable, once into the user's cache, and becomes it.
//!
//! What is in the cache was hashed in this process just before it is run; that a copy is there proves
//! nothing. Where there is no cache the executable runs from sealed memory, and is unpacked each time.
//! It is linked with nothing and calls the system alone.

const std = @import("std");
const builtin = @import("builtin");
const linux = std.os.linux;
const private = @import("private.zig");
const sha256 = @import("sha256.zig");
const done = @import("private_linux.zig").done;
const memory = private.memory;

/// Written by `compiler/flowc/bundle/packed.py`; addresses are those of this program.
const Seat = extern struct {
    mark: [16]u8,
    payload_at: u64,
    payload_size: u64,
    program_size: u64,
    /// SHA-256 of the executable that is packed.
    digest: [32]u8,
};

export const flowc_packed: Seat linksection(".flowc") = empty: {
    var empty = std.mem.zeroes(Seat);
    empty.mark = "flowc packed 001".*;
    break :empty empty;
};

const Strings = [*:null]const ?[*:0]const u8;

pub fn _start() callconv(.naked) noreturn {
    switch (builtin.cpu.arch) {
        .x86_64 => asm volatile (
            \\ xorl %%ebp, %%ebp
            \\ movq %%rsp, %%rdi
            \\ andq $-16, %%rsp
            \\ callq %[begin:P]
            :
            : [begin] "X" (&begin),
        ),
        .aarch64 => asm volatile (
            \\ mov x29, #0
            \\ mov x30, #0
            \\ mov x0, sp
            \\ and sp, x0, #-16
            \\ b %[begin]
            :
            : [begin] "X" (&begin),
        ),
        else => @compileError("no way to start is known for this machine"),
    }
}

comptime {
    @export(&_start, .{ .name = "_start" });
}

var words: Strings = undefined;
var environment: Strings = undefined;

fn begin(stack: [*]usize) callconv(.c) noreturn {
    const count = stack[0];
    words = @ptrCast(stack + 1);
    environment = @ptrCast(stack + 1 + count + 1);
    const seat: *const Seat = asm volatile (""
        : [out] "=r" (-> *const Seat),
        : [in] "0" (&flowc_packed),
    );
    run(seat) catch |failure| end(70, @errorName(failure));
}

fn end(code: u8, reason: []const u8) noreturn {
    for ([_][]const u8{ "launcher: the executable cannot be unpacked: ", reason, "\n" }) |part|
        _ = linux.write(2, part.ptr, part.len);
    linux.exit_group(code);
}

fn run(seat: *const Seat) !noreturn {
    const name = try std.fmt.allocPrintSentinel(memory, "{s}", .{sha256.hex(seat.digest)}, 0);
    const folder: ?i32 = if (private.cache("programs", variable)) |path| private.folder(path) else null;
    if (folder) |open| become_cached(open, name, seat);
    const program = try unpacked(seat);
    if (folder) |open| if (private.write(open, name, &.{program}, 0o500)) become_cached(open, name, seat);
    try become_memory(program);
    return error.NeitherCacheNorMemoryCanBeRunFrom;
}

/// Become the cache's copy, if there is a sound one.
fn become_cached(folder: i32, name: [:0]const u8, seat: *const Seat) void {
    const file = private.opened(folder, name, private.others_write) orelse return;
    defer _ = linux.close(file);
    if (is_whole(file, seat)) become(file);
}

fn become(file: i32) void {
    _ = linux.syscall5(.execveat, @bitCast(@as(isize, file)), @intFromPtr(""), @intFromPtr(words), @intFromPtr(environment), linux.AT.EMPTY_PATH);
}

fn is_whole(file: i32, seat: *const Seat) bool {
    const size = seat.program_size;
    if (private.size_of(file) != size) return false;
    const at = linux.mmap(null, size, .{ .READ = true }, .{ .TYPE = .PRIVATE, .POPULATE = true }, file, 0);
    if (done(at) == null) return false;
    defer _ = linux.munmap(@ptrFromInt(at), size);
    return std.mem.eql(u8, &sha256.hash(@as([*]const u8, @ptrFromInt(at))[0..size]), &seat.digest);
}

fn unpacked(seat: *const Seat) ![]const u8 {
    const payload: [*]const u8 = @ptrFromInt(seat.payload_at);
    var reader: std.Io.Reader = .fixed(payload[0..seat.payload_size]);
    var decoder: std.compress.lzma2.Decode = try .init(memory);
    var writer: std.Io.Writer.Allocating = try .initCapacity(memory, seat.program_size);
    _ = decoder.decompress(&reader, &writer) catch changed();
    if (!std.mem.eql(u8, &sha256.hash(writer.written()), &seat.digest)) changed();
    return writer.written();
}

fn changed() noreturn {
    end(3, "it was changed after it was built");
}

/// Become a file in memory that nothing can change.
fn become_memory(program: []const u8) !void {
    const sealable: u32 = linux.MFD.CLOEXEC | linux.MFD.ALLOW_SEALING;
    const executable = 0x10; // known since Linux 6.3
    const file = done(linux.memfd_create("flowc", sealable | executable)) orelse done(linux.memfd_create("flowc", sealable)) orelse return;
    if (!private.write_all(file, program)) return error.NoMemory;
    const add_seals = 1033;
    const every_seal = 1 | 2 | 4 | 8;
    _ = linux.fcntl(file, add_seals, every_seal);
    become(file);
}

fn variable(name: []const u8) ?[]const u8 {
    var at: usize = 0;
    while (environment[at]) |pair| : (at += 1) {
        const key, const value = std.mem.cutScalar(u8, std.mem.span(pair), '=') orelse continue;
        if (std.mem.eql(u8, key, name)) return value;
    }
    return null;
}

pub const panic = std.debug.no_panic;
