//! The first of the launcher's code that runs: the dynamic linker has loaded the program, which is
//! the engine's library with the launcher behind it, and jumps here.
//!
//! The launcher is linked with nothing, so it puts its own addresses right, finds the C library
//! through the engine's slot for `dlsym`, and has it start `main` as it starts any program.

const std = @import("std");
const builtin = @import("builtin");
const c = @import("linux.zig");
const say = @import("say.zig");
const seats = @import("seat.zig");
const tables = @import("table.zig");

extern const __ehdr_start: std.elf.Elf64_Ehdr;

pub const symbol = "_start";

pub fn enter() callconv(.naked) noreturn {
    switch (builtin.cpu.arch) {
        .x86_64 => asm volatile (
            \\ xorl %%ebp, %%ebp
            \\ movq %%rsp, %%rdi
            \\ movq %%rdx, %%rsi
            \\ andq $-16, %%rsp
            \\ callq %[begin:P]
            :
            : [begin] "X" (&begin),
        ),
        .aarch64 => asm volatile (
            \\ mov x29, #0
            \\ mov x30, #0
            \\ mov x1, x0
            \\ mov x0, sp
            \\ and sp, x0, #-16
            \\ b %[begin]
            :
            : [begin] "X" (&begin),
        ),
        else => @compileError("no way to start is known for this machine"),
    }
}

/// The stack is as the kernel made it: how many words there are, the words, the environment.
fn begin(stack: [*]usize, at_exit: ?*const fn () callconv(.c) void) callconv(.c) noreturn {
    @setRuntimeSafety(false);
    const image = @intFromPtr(&__ehdr_start);
    const headers: [*]const std.elf.Elf64.Phdr = @ptrFromInt(image + __ehdr_start.e_phoff);
    std.pie.relocate(headers[0..__ehdr_start.e_phnum]);
    const seat = seats.get();
    program = image - seat.launcher_at;
    const lookup: *const c.Lookup = @ptrFromInt(program + seat.dlsym_at);
    if (tables.fill(c.Functions, &c.lib, Found{ .lookup = lookup.* }) != null) @trap();
    c.lib.__libc_start_main(main, @intCast(stack[0]), @ptrCast(stack + 1), construct, null, at_exit, stack);
}

/// Called as any program's `main` is.
fn main(count: c_int, words: [*]const [*:0]const u8) callconv(.c) c_int {
    const given = say.memory.alloc([]const u8, @intCast(count)) catch say.no_memory();
    for (words, given) |word, *one| one.* = std.mem.span(word);
    @import("main.zig").begin(given);
}

const Found = struct {
    lookup: c.Lookup,

    pub fn find(self: Found, name: [:0]const u8) ?*anyopaque {
        return self.lookup(null, name);
    }
};

/// Where the program lies in memory.
pub var program: usize = 0;

/// Run what the engine has to run before anything else of it, as the dynamic linker would do it.
fn construct() callconv(.c) void {
    const seat = seats.get();
    const constructors: [*]const *const fn () callconv(.c) void = @ptrFromInt(program + seat.init_at);
    for (constructors[0..seat.init_count]) |one| one();
}
