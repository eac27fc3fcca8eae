//! What components see of the system: WASI 0.2, narrowed to the capabilities of the signed header.
//! `flowrt/engine/system/wasi.py` says the same.

const std = @import("std");
const capi = @import("capi.zig");
const components = @import("component.zig");
const environment = @import("variables.zig");
const folders = @import("folders.zig");
const fixes = @import("fixed.zig");
const hosts = @import("hosts.zig");
const networks = @import("network.zig");
const os = @import("os.zig").os;
const rights = @import("rights.zig");
const say = @import("say.zig");
const used = @import("used.zig");

pub const System = struct {
    every_variable: bool = false,
    variables: []const []const u8 = &.{},
    folders: []const folders.Folder = &.{},
    network: bool = false,
    http: bool = false,
    /// What `http` is kept to, or counted by; none where it is neither.
    rules: []const hosts.Rule = &.{},
    /// The same of sockets.
    targets: []const hosts.Rule = &.{},
    output: bool = false,
    fixed: fixes.Fixed = .{},

    /// Whether some of it is not answered by the engine.
    pub fn is_answered_here(self: System) bool {
        return used.is_on or self.fixed.clock != null or self.fixed.random != null;
    }

    /// Whether what is done with files is counted.
    pub fn watches_files(self: System) bool {
        return used.is_on and self.folders.len > 0;
    }

    /// Give a new store its view of the system; without one, a call would end the process.
    pub fn enter(self: System, api: *const capi.Api, context: capi.Object) say.Error!capi.Failure {
        const config = api.wasi_config_new();
        self.set_variables(api, config);
        for (self.folders) |folder| {
            if (!api.wasi_config_preopen_dir(config, say.name(try folder.path()), say.name(folder.guest), folder.writes))
                return folders.unreadable(folder.host, "the folder cannot be opened");
        }
        if (self.network) try networks.open(api, config);
        if (self.output) {
            api.wasi_config_set_stdout_custom(config, write_stdout, null, null);
            if (used.is_on) api.wasi_config_set_stderr_custom(config, write_stderr, null, null) else api.wasi_config_inherit_stderr(config);
        }
        const failure = api.wasmtime_context_set_wasi(context, config);
        if (self.http) api.wasmtime_context_set_wasi_http(context);
        return failure;
    }

    /// The variables of the environment that the component may read; those that are no text it cannot.
    pub fn given_variables(self: System) []const environment.Variable {
        var found: std.ArrayList(environment.Variable) = .empty;
        var each = environment.every();
        while (each.next()) |variable| {
            const wanted = self.every_variable or for (self.variables) |one| {
                if (os.is_named(one, variable.name)) break true;
            } else false;
            if (wanted and is_text(variable.name) and is_text(variable.value)) found.append(say.memory, variable) catch say.no_memory();
        }
        return found.items;
    }

    fn set_variables(self: System, api: *const capi.Api, config: capi.Object) void {
        var keys: std.ArrayList([*:0]const u8) = .empty;
        var values: std.ArrayList([*:0]const u8) = .empty;
        for (self.given_variables()) |variable| {
            keys.append(say.memory, say.name(variable.name)) catch say.no_memory();
            values.append(say.memory, say.name(variable.value)) catch say.no_memory();
        }
        if (keys.items.len > 0) _ = api.wasi_config_set_env(config, keys.items.len, keys.items.ptr, values.items.ptr);
    }
};

const is_text = std.unicode.utf8ValidateSlice;

fn write_stdout(_: ?capi.Object, data: [*]const u8, size: usize) callconv(.c) isize {
    used.calls.add("wasi:cli/stdout", "write");
    return printed(data, size);
}

fn write_stderr(_: ?capi.Object, data: [*]const u8, size: usize) callconv(.c) isize {
    used.calls.add("wasi:cli/stderr", "write");
    return printed(data, size);
}

/// What a component prints goes to stderr, as stdout carries results.
fn printed(data: [*]const u8, size: usize) isize {
    _ = os.write_all(os.stderr, data[0..size]);
    return @intCast(size);
}

/// What the header's capabilities open, but for those that are denied; an import that none of them
/// covers is refused.
pub fn system_of(capabilities: []const []const u8, imports: []const components.Import, terms: rights.Rights) say.Error!?System {
    var system: System = .{};
    var variables: std.ArrayList([]const u8) = .empty;
    const granted = try rights.granted(capabilities, terms);
    for (granted) |one| {
        if (one.is("env") and one.argument.len == 0) system.every_variable = true;
        if (one.is("env")) variables.append(say.memory, one.argument) catch say.no_memory();
        if (one.is("sockets")) system.network = true;
        if (one.is("http")) system.http = true;
        if (one.is("stdio")) system.output = true;
    }
    system.variables = variables.items;
    system.folders = try folders.of(granted, terms);
    system.fixed = terms.fixed;
    system.rules = rules_of(granted, "http");
    system.targets = rules_of(granted, "sockets");
    var imports_any = false;
    for (imports) |import| {
        if (import.is_module()) continue;
        imports_any = true;
        if (!rights.covered(granted, import.name)) return say.refuse("R213", "component", list(capabilities), import.name);
    }
    return if (imports_any) system else null;
}

/// What a capability's hosts are kept to, or counted by; nothing where any is allowed and none is counted.
fn rules_of(granted: []const rights.Capability, name: []const u8) []const hosts.Rule {
    var known: std.ArrayList(hosts.Rule) = .empty;
    for (granted) |one| if (one.is(name)) {
        const host = hosts.of(one.argument, 0); // without one there is no argument, as `capability` has seen to
        if (host == null and !used.is_on) return &.{};
        known.append(say.memory, .{ .host = host, .text = if (host == null) name else say.text("{s}:{s}", .{ name, one.argument }) }) catch say.no_memory();
    };
    return known.items;
}

fn list(capabilities: []const []const u8) []const u8 {
    return if (capabilities.len > 0) say.joined(capabilities) else "no capabilities";
}
