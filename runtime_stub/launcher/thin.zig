//! What stands in the place of the engine's library in an executable that has none: it needs of the system
//! what the launcher asks the engine's library for, and has nothing else.

const builtin = @import("builtin");

const linux = struct {
    extern "c" fn dlsym(?*anyopaque, [*:0]const u8) ?*anyopaque;
};
const windows = struct {
    extern "kernel32" fn GetProcAddress(?*anyopaque, [*:0]const u8) callconv(.winapi) ?*anyopaque;
    extern "kernel32" fn GetModuleHandleA([*:0]const u8) callconv(.winapi) ?*anyopaque;
};

export const flowc_thin: [2]*const anyopaque = if (builtin.os.tag == .windows)
    .{ &windows.GetProcAddress, &windows.GetModuleHandleA }
else
    .{ &linux.dlsym, &linux.dlsym };
