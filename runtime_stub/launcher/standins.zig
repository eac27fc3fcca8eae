//! Functions of the system that are answered here, not by the engine: clocks and randomness that are fixed,
//! with the values of FORMAT 6.10 to each instance anew; and real ones, where an audit counts their calls.
//! `flowrt/engine/system/standins.py` says the same.

const std = @import("std");
const answers = @import("standin.zig");
const capi = @import("capi.zig");
const components = @import("component.zig");
const failures = @import("failure.zig");
const say = @import("say.zig");
const used = @import("used.zig");
const wasi = @import("wasi.zig");
const Value = answers.Value;

const Function = struct { []const u8, []const u8, Value };
const of_clock = [_]Function{
    .{ "clocks/wall-clock", "now", .time },
    .{ "clocks/wall-clock", "resolution", .fine },
    .{ "clocks/monotonic-clock", "now", .look },
    .{ "clocks/monotonic-clock", "resolution", .step },
    .{ "clocks/monotonic-clock", "subscribe-duration", .wait },
    .{ "clocks/monotonic-clock", "subscribe-instant", .wait },
};
const of_random = [_]Function{
    .{ "random/random", "get-random-bytes", .bytes },
    .{ "random/random", "get-random-u64", .number },
    .{ "random/insecure", "get-insecure-random-bytes", .bytes },
    .{ "random/insecure", "get-insecure-random-u64", .number },
    .{ "random/insecure-seed", "insecure-seed", .pair },
};
/// What the system itself would answer, as far as there are no handles in it.
const real = [_]Function{
    .{ "clocks/wall-clock", "now", .real_time },
    .{ "clocks/wall-clock", "resolution", .finest },
    .{ "clocks/monotonic-clock", "now", .passed },
    .{ "clocks/monotonic-clock", "resolution", .one },
    .{ "random/random", "get-random-bytes", .bytes },
    .{ "random/random", "get-random-u64", .number },
    .{ "random/insecure", "get-insecure-random-bytes", .bytes },
    .{ "random/insecure", "get-insecure-random-u64", .number },
    .{ "random/insecure-seed", "insecure-seed", .pair },
    .{ "cli/environment", "get-environment", .variables },
    .{ "cli/environment", "get-arguments", .no_words },
    .{ "cli/environment", "initial-cwd", .nowhere },
};

/// Answer those imports of a component that are fixed or counted, in the place of the engine.
pub fn link(code: components.Code, given: wasi.System) (failures.Error || say.Error)!void {
    const system = say.memory.create(wasi.System) catch say.no_memory();
    system.* = given;
    code.engine.api.wasmtime_component_linker_allow_shadowing(code.linker, true);
    const root = code.engine.api.wasmtime_component_linker_root(code.linker);
    defer code.engine.api.wasmtime_component_linker_instance_delete(root);
    for (code.imports()) |import| {
        if (import.functions.len == 0 or !std.mem.startsWith(u8, import.name, "wasi:")) continue;
        const full = import.name["wasi:".len..];
        const interface = full[0 .. std.mem.findScalar(u8, full, '@') orelse full.len];
        const must_be_fixed = system.fixed.covers(interface);
        const known: []const Function = if (!must_be_fixed) &real else if (std.mem.startsWith(u8, interface, "clocks/")) &of_clock else &of_random;
        if (is_whole(known, interface, import.functions)) {
            if (must_be_fixed or used.is_on) try define(code, root, import, interface, known, system);
        } else if (must_be_fixed) return say.refuse("R212", "", "interfaces that can be fixed", import.name);
    }
}

fn is_whole(known: []const Function, interface: []const u8, functions: []const []const u8) bool {
    for (functions) |name| if (find(known, interface, name) == null) return false;
    return true;
}

fn define(code: components.Code, root: capi.Object, import: components.Import, interface: []const u8, known: []const Function, system: *const wasi.System) failures.Error!void {
    const api = code.engine.api;
    var instance: ?capi.Object = null;
    try code.engine.check(api.wasmtime_component_linker_instance_add_instance(root, import.name.ptr, import.name.len, &instance));
    defer api.wasmtime_component_linker_instance_delete(instance.?);
    for (import.functions) |name| {
        const one = say.memory.create(answers.Answer) catch say.no_memory();
        one.* = .{ .api = api, .value = find(known, interface, name).?, .system = system, .interface = import.name, .function = name };
        try code.engine.check(api.wasmtime_component_linker_instance_add_func(instance.?, name.ptr, name.len, answers.answer, one, null));
    }
    used.seen.add("", import.name);
}

fn find(known: []const Function, interface: []const u8, name: []const u8) ?Value {
    for (known) |one| if (std.mem.eql(u8, one[0], interface) and std.mem.eql(u8, one[1], name)) return one[2];
    return null;
}
