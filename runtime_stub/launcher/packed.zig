//! A program of its own: the small half of an executable that was built with `--compress`. It unpacks
//! the large half, a whole executable, once into the user's cache, and becomes it.
//!
//! What is in the cache was hashed in this process just before it is run; that a copy is there proves
//! nothing. Where there is no cache the executable runs from sealed memory, and is unpacked each time.
//! It is linked with nothing and calls the system alone.

const std = @import("std");
const builtin = @import("builtin");
const linux = std.os.linux;
const sha256 = @import("sha256.zig");

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

const memory = std.heap.page_allocator;
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
    const folder: ?i32 = if (cache_folder()) |path| private_folder(path) else null;
    if (folder) |open| become_cached(open, name, seat);
    const program = try unpacked(seat);
    if (folder) |open| if (keep(open, name, program)) become_cached(open, name, seat);
    try become_memory(program);
    return error.NeitherCacheNorMemoryCanBeRunFrom;
}

/// Become the cache's copy, if there is a sound one.
fn become_cached(folder: i32, name: [:0]const u8, seat: *const Seat) void {
    const file = done(linux.openat(folder, name, .{ .NOFOLLOW = true, .CLOEXEC = true }, 0)) orelse return;
    defer _ = linux.close(file);
    if (is_ours(file, 0o100000, 0o022) and is_whole(file, seat)) become(file);
}

fn become(file: i32) void {
    _ = linux.syscall5(.execveat, @bitCast(@as(isize, file)), @intFromPtr(""), @intFromPtr(words), @intFromPtr(environment), linux.AT.EMPTY_PATH);
}

fn is_whole(file: i32, seat: *const Seat) bool {
    const size = seat.program_size;
    if (size_of(file) != size) return false;
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

/// Put a copy into the cache, whole or not at all.
fn keep(folder: i32, name: [:0]const u8, program: []const u8) bool {
    const temporary = std.fmt.allocPrintSentinel(memory, ".{s}.{d}", .{ name, linux.getpid() }, 0) catch return false;
    _ = linux.unlinkat(folder, temporary, 0);
    const file = done(linux.openat(folder, temporary, .{ .ACCMODE = .WRONLY, .CREAT = true, .EXCL = true, .CLOEXEC = true }, 0o500)) orelse return false;
    const is_written = write_all(file, program);
    _ = linux.close(file);
    if (is_written and done(linux.renameat(folder, temporary, folder, name)) != null) return true;
    _ = linux.unlinkat(folder, temporary, 0);
    return false;
}

/// Become a file in memory that nothing can change.
fn become_memory(program: []const u8) !void {
    const sealable: u32 = linux.MFD.CLOEXEC | linux.MFD.ALLOW_SEALING;
    const executable = 0x10; // known since Linux 6.3
    const file = done(linux.memfd_create("flowc", sealable | executable)) orelse done(linux.memfd_create("flowc", sealable)) orelse return;
    if (!write_all(file, program)) return error.NoMemory;
    const add_seals = 1033;
    const every_seal = 1 | 2 | 4 | 8;
    _ = linux.fcntl(file, add_seals, every_seal);
    become(file);
}

fn write_all(file: i32, data: []const u8) bool {
    var rest = data;
    while (rest.len > 0) {
        const count = done(linux.write(file, rest.ptr, rest.len)) orelse return false;
        rest = rest[@intCast(count)..];
    }
    return true;
}

/// What a system call gave; null where it failed.
fn done(result: usize) ?i32 {
    const signed: isize = @bitCast(result);
    return if (signed < 0 and signed > -4096) null else @truncate(signed);
}

fn variable(name: []const u8) []const u8 {
    var at: usize = 0;
    while (environment[at]) |pair| : (at += 1) {
        const key, const value = std.mem.cutScalar(u8, std.mem.span(pair), '=') orelse continue;
        if (std.mem.eql(u8, key, name)) return value;
    }
    return "";
}

/// The folder of flowc's caches, chosen as `flowc/cache.py` does it.
fn cache_folder() ?[:0]const u8 {
    const chosen = variable("FLOWC_CACHE");
    if (std.mem.eql(u8, chosen, "off")) return null;
    const shared = variable("XDG_CACHE_HOME");
    const home = variable("HOME");
    return if (chosen.len > 0)
        joined(chosen, "/programs")
    else if (std.mem.startsWith(u8, shared, "/"))
        joined(shared, "/flowc/programs")
    else if (std.mem.startsWith(u8, home, "/"))
        joined(home, "/.cache/flowc/programs")
    else
        null;
}

fn joined(one: []const u8, other: []const u8) ?[:0]const u8 {
    return std.fmt.allocPrintSentinel(memory, "{s}{s}", .{ one, other }, 0) catch null;
}

/// A folder that is ours and nobody else's, made if need be; null where there can be none.
fn private_folder(path: [:0]const u8) ?i32 {
    const flags: linux.O = .{ .DIRECTORY = true, .NOFOLLOW = true, .CLOEXEC = true };
    const file = done(linux.open(path, flags, 0)) orelse made: {
        make_folders(path);
        break :made done(linux.open(path, flags, 0)) orelse return null;
    };
    return if (is_ours(file, 0o040000, 0o077)) file else null;
}

/// Make a folder and those around it, the outermost first.
fn make_folders(path: [:0]const u8) void {
    for (path[1..], 1..) |byte, at| if (byte == '/') {
        const outer = memory.dupeSentinel(u8, path[0..at], 0) catch return;
        _ = linux.mkdirat(linux.AT.FDCWD, outer, 0o700);
    };
    _ = linux.mkdirat(linux.AT.FDCWD, path, 0o700);
}

fn status(file: i32) ?linux.Statx {
    var found: linux.Statx = undefined;
    return if (done(linux.statx(file, "", linux.AT.EMPTY_PATH, linux.STATX.BASIC_STATS, &found)) != null) found else null;
}

fn size_of(file: i32) u64 {
    return if (status(file)) |found| found.size else 0;
}

/// Whether an open file is of a kind, ours, and has none of the rights that others must not have.
fn is_ours(file: i32, kind: u16, denied: u16) bool {
    const found = status(file) orelse return false;
    return found.mode & 0o170000 == kind and found.uid == linux.geteuid() and found.mode & denied == 0;
}

pub const panic = std.debug.no_panic;
