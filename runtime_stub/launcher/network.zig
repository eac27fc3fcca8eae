//! The engine's network, opened for one store; `flowrt/engine/system/network.py` says why it is done so.

const capi = @import("capi.zig");
const say = @import("say.zig");

/// Where the configuration holds whether names may be looked up; UDP and TCP come after it.
const names_at = 264;
const Flags = [3]u8;

pub fn open(api: *const capi.Api, config: capi.Object) say.Error!void {
    api.wasi_config_inherit_network(config);
    const flags: *volatile Flags = @ptrCast(@as([*]u8, @ptrCast(config)) + names_at);
    for ([_]bool{ true, false }) |is_allowed| {
        api.wasi_config_allow_ip_name_lookup(config, is_allowed);
        const seen: Flags = flags.*;
        if (@as(u24, @bitCast(seen)) != @intFromBool(is_allowed)) return say.fail("R420", "", &.{
            .{ .label = "expected", .text = "wasmtime " ++ capi.version },
            .{ .label = "found", .text = "an engine whose sockets cannot be opened" },
        });
    }
    flags.* = @splat(1);
}
