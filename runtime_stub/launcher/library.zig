//! The engine's library, from the executable into the process. It is loaded from the user's cache,
//! where a copy is kept by its digest, or else from memory. Whatever is loaded was hashed in this
//! process just before, against the digests in the seat; that a copy is there proves nothing.

const std = @import("std");
const c = @import("c.zig");
const say = @import("say.zig");
const seats = @import("seat.zig");
const sha256 = @import("sha256.zig");

pub const Library = struct {
    /// The executable's file.
    file: c_int,
    seat: *const seats.Seat,

    /// Load the library; refuse where the executable's own copy was changed, or nothing can be loaded.
    pub fn load(self: Library) say.Error!*anyopaque {
        if (cache_folder()) |path| {
            const folder = private_folder(path);
            if (folder >= 0) {
                if (self.cached(folder, path)) |handle| return handle;
                try self.keep(folder);
                if (self.cached(folder, path)) |handle| return handle;
            }
        }
        if (try self.from_memory()) |handle| return handle;
        for (temporary_folders()) |folder| {
            if (try self.from_folder(folder)) |handle| return handle;
        }
        const reason = c.dlerror() orelse "there is neither a cache nor memory that code can be loaded from";
        return say.fail("R420", "", &.{.{ .label = "found", .text = std.mem.span(reason) }});
    }

    fn size(self: Library) usize {
        return self.seat.library_size;
    }

    fn file_name(self: Library) [:0]const u8 {
        return say.name(say.text("libwasmtime-{s}.so", .{sha256.hex(self.seat.library_digest)}));
    }

    /// Load the cache's copy, if there is a sound one; one that is not is left to be replaced.
    fn cached(self: Library, folder: c_int, path: []const u8) ?*anyopaque {
        const file = c.openat(folder, self.file_name(), c.rdonly | c.nofollow | c.cloexec);
        if (file < 0) return null;
        defer _ = c.close(file);
        const found = c.stat(file) orelse return null;
        const regular = 0o100000;
        const sound = found.mode & 0o170000 == regular and found.owner == c.geteuid() and
            found.mode & 0o022 == 0 and found.size == self.size() and self.is_whole(file, 0);
        if (!sound) {
            say.tell("note: the engine's library in the cache was changed, and is replaced");
            return null;
        }
        return open_file(file, say.text("{s}/{s}", .{ path, self.file_name() }));
    }

    /// Put a copy of the executable's library into the cache, whole or not at all.
    fn keep(self: Library, folder: c_int) say.Error!void {
        const temporary = say.name(say.text(".{s}.{d}", .{ self.file_name(), c.getpid() }));
        _ = c.unlinkat(folder, temporary, 0);
        const file = c.openat(folder, temporary, c.wronly_create_new | c.nofollow | c.cloexec, @as(c_uint, 0o500));
        if (file < 0) return;
        defer _ = c.close(file);
        try self.check_own();
        if (!self.copy_to(file) or c.renameat(folder, temporary, folder, self.file_name()) != 0)
            _ = c.unlinkat(folder, temporary, 0);
    }

    /// A file in memory that is sealed first and hashed then, so that nothing can change it between.
    fn from_memory(self: Library) say.Error!?*anyopaque {
        var file = c.memfd_create("libwasmtime", c.mfd_cloexec_sealable | c.mfd_exec);
        if (file < 0) file = c.memfd_create("libwasmtime", c.mfd_cloexec_sealable); // before Linux 6.3
        if (file < 0) return null;
        defer _ = c.close(file);
        if (!self.copy_to(file)) return null;
        if (c.fcntl(file, c.add_seals, @as(c_int, c.every_seal)) != 0) return null;
        if (!self.is_whole(file, 0)) return self.changed();
        return open_file(file, "");
    }

    /// A file in a folder of our own, gone as soon as it is loaded; for where there is no `/proc`.
    fn from_folder(self: Library, parent: []const u8) say.Error!?*anyopaque {
        const folder = c.mkdtemp(@constCast(say.name(say.text("{s}/flowc-XXXXXX", .{parent})).ptr)) orelse return null;
        defer _ = c.rmdir(folder);
        try self.check_own();
        const path = say.name(say.text("{s}/{s}", .{ folder, self.file_name() }));
        const file = c.open(path, c.wronly_create_new | c.cloexec, @as(c_uint, 0o500));
        if (file < 0) return null;
        defer _ = c.unlink(path);
        const written = self.copy_to(file);
        _ = c.close(file);
        return if (written) c.dlopen(path, c.rtld_now) else null;
    }

    /// Hold that the executable's own copy is whole.
    fn check_own(self: Library) say.Error!void {
        if (!self.is_whole(self.file, self.seat.library_at)) return self.changed();
    }

    fn copy_to(self: Library, file: c_int) bool {
        var at: i64 = @intCast(self.seat.library_at);
        const end = at + @as(i64, @intCast(self.size()));
        while (at < end) if (c.sendfile(file, self.file, &at, @intCast(end - at)) <= 0) return false;
        return true;
    }

    fn changed(self: Library) say.Error {
        return say.refuse("R204", "engine", say.text("sha256:{s}", .{sha256.hex(self.seat.library_digest)}), "another");
    }

    fn is_whole(self: Library, file: c_int, at: u64) bool {
        return check(.{ .file = file, .start_at = at, .size = self.size(), .seat = self.seat });
    }
};

/// What threads share that hash chunks. Each reads one at a time: to map 24 MB takes longer.
const Work = struct {
    file: c_int,
    start_at: u64,
    size: usize,
    seat: *const seats.Seat,
    next: std.atomic.Value(usize) = .init(0),
    sound: std.atomic.Value(bool) = .init(true),

    fn run(self: *Work) void {
        const buffer = say.memory.alloc(u8, seats.chunk_bytes) catch say.no_memory();
        defer say.memory.free(buffer);
        while (true) {
            const at = self.next.fetchAdd(1, .monotonic) * seats.chunk_bytes;
            if (at >= self.size) return;
            const chunk = buffer[0..@min(seats.chunk_bytes, self.size - at)];
            const is_read = c.fill(self.file, chunk, self.start_at + at);
            const expected = self.seat.chunks[at / seats.chunk_bytes];
            if (!is_read or !std.mem.eql(u8, &sha256.hash(chunk), &expected)) self.sound.store(false, .monotonic);
        }
    }

    fn start(data: ?*anyopaque) callconv(.c) ?*anyopaque {
        run(@ptrCast(@alignCast(data.?)));
        return null;
    }
};

/// Whether each chunk has the digest that the seat gives for it; on as many threads as there are
/// processors, since this is most of what a start takes.
fn check(shared: Work) bool {
    const most_threads = 8;
    if (shared.size == 0 or (shared.size - 1) / seats.chunk_bytes >= seats.most_chunks) return false;
    _ = sha256.hash("");
    var work = shared;
    var threads: [most_threads - 1]c_ulong = undefined;
    const processors: usize = @intCast(@max(1, c.sysconf(c.processors_online)));
    var started: usize = 0;
    while (started < @min(most_threads, processors) - 1) : (started += 1) {
        if (c.pthread_create(&threads[started], null, Work.start, &work) != 0) break;
    }
    work.run();
    for (threads[0..started]) |thread| _ = c.pthread_join(thread, null);
    return work.sound.load(.monotonic);
}

/// Load an open file: by its descriptor, so that it is the file that was hashed, or by its path
/// where there is no `/proc`.
fn open_file(file: c_int, path: []const u8) ?*anyopaque {
    const by_number = say.name(say.text("/proc/self/fd/{d}", .{file}));
    if (c.dlopen(by_number, c.rtld_now)) |handle| return handle;
    return if (path.len > 0) c.dlopen(say.name(path), c.rtld_now) else null;
}

fn variable(name: [:0]const u8) []const u8 {
    return if (c.getenv(name)) |value| std.mem.span(value) else "";
}

/// The folder of flowc's caches, chosen as `flowc/cache.py` does it.
fn cache_folder() ?[]const u8 {
    const chosen = variable("FLOWC_CACHE");
    if (std.mem.eql(u8, chosen, "off")) return null;
    if (chosen.len > 0) return say.text("{s}/runtime", .{chosen});
    const shared = variable("XDG_CACHE_HOME");
    if (std.mem.startsWith(u8, shared, "/")) return say.text("{s}/flowc/runtime", .{shared});
    const home = variable("HOME");
    return if (std.mem.startsWith(u8, home, "/")) say.text("{s}/.cache/flowc/runtime", .{home}) else null;
}

/// Open a folder that is ours and nobody else's, made if need be; negative where there can be none.
fn private_folder(path: []const u8) c_int {
    const flags = c.rdonly | c.directory | c.nofollow | c.cloexec;
    var file = c.open(say.name(path), flags);
    if (file < 0) {
        make_folders(path);
        file = c.open(say.name(path), flags);
    }
    if (file < 0) return file;
    const found = c.stat(file);
    if (found != null and found.?.owner == c.geteuid() and found.?.mode & 0o077 == 0) return file;
    _ = c.close(file);
    return -1;
}

/// Make a folder and those around it, the outermost first.
fn make_folders(path: []const u8) void {
    for (path[1..], 1..) |byte, at| if (byte == '/') {
        _ = c.mkdirat(c.working_folder, say.name(path[0..at]), 0o700);
    };
    _ = c.mkdirat(c.working_folder, say.name(path), 0o700);
}

fn temporary_folders() [4][]const u8 {
    const beside = std.mem.span(@as([*:0]const u8, @ptrFromInt(c.getauxval(c.execfn))));
    return .{ variable("TMPDIR"), "/dev/shm", "/tmp", std.fs.path.dirname(beside) orelse "." };
}
