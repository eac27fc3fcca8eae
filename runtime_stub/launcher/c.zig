//! The few functions of the C library that the launcher calls, and their constants on x86-64 Linux.

const std = @import("std");

pub extern "c" fn open(path: [*:0]const u8, flags: c_int, ...) c_int;
pub extern "c" fn openat(folder: c_int, path: [*:0]const u8, flags: c_int, ...) c_int;
pub extern "c" fn close(fd: c_int) c_int;
pub extern "c" fn read(fd: c_int, to: [*]u8, size: usize) isize;
pub extern "c" fn pread(fd: c_int, to: [*]u8, size: usize, at: i64) isize;
pub extern "c" fn write(fd: c_int, from: [*]const u8, size: usize) isize;
pub extern "c" fn sendfile(to: c_int, from: c_int, at: *i64, size: usize) isize;
pub extern "c" fn memfd_create(name: [*:0]const u8, flags: c_uint) c_int;
pub extern "c" fn ftruncate(fd: c_int, size: i64) c_int;
pub extern "c" fn fcntl(fd: c_int, command: c_int, ...) c_int;
pub extern "c" fn mkdirat(folder: c_int, path: [*:0]const u8, mode: c_uint) c_int;
pub extern "c" fn mkdtemp(template: [*:0]u8) ?[*:0]u8;
pub extern "c" fn rmdir(path: [*:0]const u8) c_int;
pub extern "c" fn unlink(path: [*:0]const u8) c_int;
pub extern "c" fn unlinkat(folder: c_int, path: [*:0]const u8, flags: c_int) c_int;
pub extern "c" fn renameat(old_folder: c_int, old: [*:0]const u8, new_folder: c_int, new: [*:0]const u8) c_int;
pub extern "c" fn fchmod(fd: c_int, mode: c_uint) c_int;
pub extern "c" fn geteuid() c_uint;
pub extern "c" fn getpid() c_int;
pub extern "c" fn getauxval(kind: c_ulong) c_ulong;
pub extern "c" fn getenv(name: [*:0]const u8) ?[*:0]const u8;
pub extern "c" fn dlopen(path: [*:0]const u8, flags: c_int) ?*anyopaque;
pub extern "c" fn dlsym(library: *anyopaque, name: [*:0]const u8) ?*anyopaque;
pub extern "c" fn dlerror() ?[*:0]const u8;
pub extern "c" fn time(out: ?*i64) i64;
pub extern "c" fn usleep(microseconds: c_uint) c_int;
pub extern "c" fn _exit(code: c_int) noreturn;
pub extern "c" fn pthread_create(thread: *c_ulong, attributes: ?*anyopaque, run: *const fn (?*anyopaque) callconv(.c) ?*anyopaque, data: ?*anyopaque) c_int;
pub extern "c" fn pthread_join(thread: c_ulong, result: ?*?*anyopaque) c_int;
pub extern "c" fn sysconf(name: c_int) c_long;
pub extern "c" fn statx(folder: c_int, path: [*:0]const u8, flags: c_int, mask: c_uint, out: *Statx) c_int;
pub extern "c" fn __errno_location() *c_int;
pub extern "c" fn strerror(number: c_int) [*:0]const u8;

pub extern "c" var environ: [*:null]?[*:0]const u8;

/// `struct statx`, as the kernel has it.
pub const Statx = extern struct {
    mask: u32,
    block_size: u32,
    attributes: u64,
    links: u32,
    owner: u32,
    group: u32,
    mode: u16,
    _spare: u16,
    inode: u64,
    size: u64,
    _rest: [26]u64,
};

pub const rdonly = 0;
pub const wronly_create_new = 0o1 | 0o100 | 0o200;
pub const cloexec = 0o2000000;
pub const nofollow = 0o400000;
pub const directory = 0o200000;
pub const working_folder = -100;
pub const execfn = 31;
pub const processors_online = 84;
pub const mfd_cloexec_sealable = 1 | 2;
pub const mfd_exec = 0x10;
pub const add_seals = 1033;
pub const every_seal = 1 | 2 | 4 | 8;
pub const rtld_now = 2;

pub fn failure() []const u8 {
    return std.mem.span(strerror(__errno_location().*));
}

pub fn stat(fd: c_int) ?Statx {
    var found: Statx = undefined;
    const empty_path = 0x1000;
    const basic = 0x7ff;
    return if (statx(fd, "", empty_path, basic, &found) == 0) found else null;
}

/// Read until the buffer is full; false where the file ends before.
pub fn fill(fd: c_int, buffer: []u8, at: u64) bool {
    var done: usize = 0;
    while (done < buffer.len) {
        const count = pread(fd, buffer.ptr + done, buffer.len - done, @intCast(at + done));
        if (count <= 0) return false;
        done += @intCast(count);
    }
    return true;
}

pub fn write_all(fd: c_int, data: []const u8) bool {
    var done: usize = 0;
    while (done < data.len) {
        const count = write(fd, data.ptr + done, data.len - done);
        if (count <= 0) return false;
        done += @intCast(count);
    }
    return true;
}
