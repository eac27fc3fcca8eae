//! The functions of the C library on macOS that the launcher calls, and their constants; and where it
//! keeps the engine's library, which the system loads from a file of its own only.

const std = @import("std");
const posix = @import("posix.zig");
const private = @import("private.zig");
const say = @import("say.zig");
const variables = @import("variables.zig");

pub const lib = struct {
    pub extern "c" fn dlsym(?*anyopaque, [*:0]const u8) ?*anyopaque;
    pub extern "c" fn dlopen([*:0]const u8, c_int) ?*anyopaque;
    pub extern "c" fn dlerror() ?[*:0]const u8;
    pub extern "c" fn open([*:0]const u8, c_int, ...) c_int;
    pub extern "c" fn openat(c_int, [*:0]const u8, c_int, ...) c_int;
    pub extern "c" fn close(c_int) c_int;
    pub extern "c" fn read(c_int, [*]u8, usize) isize;
    pub extern "c" fn write(c_int, [*]const u8, usize) isize;
    pub extern "c" fn readlink([*:0]const u8, [*]u8, usize) isize;
    pub extern "c" fn realpath([*:0]const u8, ?[*]u8) ?[*:0]u8;
    pub extern "c" fn mkdir([*:0]const u8, c_uint) c_int;
    pub extern "c" fn renameat(c_int, [*:0]const u8, c_int, [*:0]const u8) c_int;
    pub extern "c" fn linkat(c_int, [*:0]const u8, c_int, [*:0]const u8, c_int) c_int;
    pub extern "c" fn unlinkat(c_int, [*:0]const u8, c_int) c_int;
    pub extern "c" fn getentropy(*anyopaque, usize) c_int;
    pub extern "c" fn geteuid() u32;
    pub extern "c" fn mmap(?*anyopaque, usize, c_int, c_int, c_int, i64) *anyopaque;
    pub extern "c" fn munmap(*anyopaque, usize) c_int;
    pub extern "c" fn mprotect(*anyopaque, usize, c_int) c_int;
    pub extern "c" fn posix_memalign(*?*anyopaque, usize, usize) c_int;
    pub extern "c" fn free(?*anyopaque) void;
    pub extern "c" fn time(?*i64) i64;
    pub extern "c" fn usleep(c_uint) c_int;
    pub extern "c" fn pthread_create(*posix.Thread, ?*anyopaque, posix.Work, ?*anyopaque) c_int;
    pub extern "c" fn clock_gettime(c_int, *posix.Moment) c_int;
    pub extern "c" fn isatty(c_int) c_int;
    pub extern "c" fn signal(c_int, usize) usize;
    pub extern "c" fn pthread_mutex_lock(*anyopaque) c_int;
    pub extern "c" fn pthread_mutex_unlock(*anyopaque) c_int;
    pub extern "c" fn pthread_key_create(*posix.Local, posix.Forget) c_int;
    pub extern "c" fn pthread_getspecific(posix.Local) ?*anyopaque;
    pub extern "c" fn pthread_setspecific(posix.Local, ?*const anyopaque) c_int;
    pub extern "c" fn pthread_join(posix.Thread, ?*?*anyopaque) c_int;
    pub extern "c" fn inet_pton(c_int, [*:0]const u8, *anyopaque) c_int;
    pub extern "c" fn sysconf(c_int) c_long;
    pub extern "c" fn strerror(c_int) [*:0]const u8;
    pub extern "c" fn __error() *c_int;
    pub extern "c" fn _NSGetEnviron() *[*:null]?[*:0]const u8;
    pub extern "c" fn _exit(c_int) noreturn;
};

pub const Local = c_ulong;
pub const cloexec = 0x1000000;
/// To write only, behind the end, of a file that is made if need be.
pub const append_or_make = 0x1 | 0x8 | 0x200;
pub const directory = 0x100000;
/// Folders are not held here, as no path shows what is open.
pub const path_only = 0;
pub const monotonic = 6;
pub const processors_online = 58;
pub const internet_v6 = 30;
/// As PTHREAD_MUTEX_INITIALIZER.
pub const free_mutex: [64]u8 = std.mem.toBytes(@as(u64, 0x32AAABA7)) ++ @as([56]u8, @splat(0));

pub fn errno() c_int {
    return lib.__error().*;
}

pub fn environment() [*:null]const ?[*:0]const u8 {
    return lib._NSGetEnviron().*;
}

pub fn status(fd: c_int) ?posix.Status {
    var found: std.c.Stat = undefined;
    if (std.c.fstat(fd, &found) != 0) return null;
    return .{ .mode = found.mode, .owner = found.uid, .links = found.nlink, .size = @intCast(found.size), .id = .{ @as(u32, @bitCast(found.dev)), found.ino } };
}

/// There are no files in memory, as Linux has them.
pub fn file_of(_: []const u8, _: []const u8) ?c_int {
    return null;
}

pub const program_path = "";
pub const can_cover = false;

pub fn cover(_: [*]u8, _: []const u8) bool {
    return false;
}

/// What `dlsym` looks for functions in that are in the program: RTLD_DEFAULT.
pub const program_handle: ?*anyopaque = @ptrFromInt(@as(usize, @bitCast(@as(isize, -2))));

/// The name of an open file. It lies in a folder that only its owner can change.
pub fn pinned(path: []const u8, _: c_int) [:0]const u8 {
    return say.name(path);
}

/// Where engines lie that executables share: the user's, then everybody's.
pub fn shared_engines() []const []const u8 {
    const home = variables.get("HOME") orelse "";
    const users = if (std.mem.startsWith(u8, home, "/")) say.text("{s}/Library/Application Support/flowrt/engines", .{home}) else "";
    return say.memory.dupe([]const u8, &.{ users, "/Library/Application Support/flowrt/engines" }) catch say.no_memory();
}

pub const engine_suffix = ".dylib";

/// A folder in the user's caches that nobody else can change, chosen as `flowc/cache.py` does it.
pub const Cache = struct {
    folder: private.Folder,
    path_of_folder: []const u8,

    /// Even where there is to be no cache: the system loads a library from nowhere else.
    pub fn open() ?Cache {
        const place = private.cache("engines", variables.get) orelse private.usual_cache("engines", variables.get) orelse return null;
        return .{ .folder = private.folder(place) orelse return null, .path_of_folder = place };
    }

    pub fn path(self: Cache, name: []const u8) []const u8 {
        return say.text("{s}/{s}", .{ self.path_of_folder, name });
    }

    /// Put a file into the cache, whole or not at all.
    pub fn keep(self: Cache, name: []const u8, data: []const u8) bool {
        return private.write(self.folder, say.name(name), &.{data}, 0o500);
    }
};

/// Pages of memory, for the engine's counted memories.
pub const pages = struct {
    const private_anonymous = 0x1002;
    const read_and_write = 3;

    /// Set a range aside, in which nothing can be read or written.
    pub fn map(size: usize) ?usize {
        const at = @intFromPtr(lib.mmap(null, size, 0, private_anonymous, -1, 0));
        return if (at == std.math.maxInt(usize)) null else at;
    }

    /// Let the first bytes of a range be read and written.
    pub fn open(at: usize, size: usize) bool {
        return size == 0 or lib.mprotect(@ptrFromInt(at), size, read_and_write) == 0;
    }

    pub fn unmap(at: usize, size: usize) void {
        _ = lib.munmap(@ptrFromInt(at), size);
    }
};
