//! What components see of the system: WASI 0.2, narrowed to the capabilities of the signed header.
//! `flowrt/capabilities.py` and `flowrt/wasi.py` say the same.

const std = @import("std");
const c = @import("c.zig");
const capi = @import("capi.zig");
const say = @import("say.zig");

const Capability = struct { name: []const u8, argument: []const u8, writes: bool };
const Folder = struct { path: []const u8, writes: bool };

const names = [_][]const u8{ "clock", "env", "files", "http", "random", "sockets", "stdio" };
const with_argument = [_][]const u8{ "env", "files", "http", "sockets" };
const interfaces = [_][2][]const u8{
    .{ "cli/environment", "env" },       .{ "cli/stderr", "stdio" },           .{ "cli/stdin", "stdio" },
    .{ "cli/stdout", "stdio" },          .{ "cli/terminal-input", "stdio" },   .{ "cli/terminal-output", "stdio" },
    .{ "cli/terminal-stderr", "stdio" }, .{ "cli/terminal-stdin", "stdio" },   .{ "cli/terminal-stdout", "stdio" },
    .{ "cli/exit", "" },                 .{ "io", "" },                        .{ "clocks", "clock" },
    .{ "filesystem", "files" },          .{ "http", "http" },                  .{ "random", "random" },
    .{ "sockets", "sockets" },
};

pub const System = struct {
    every_variable: bool = false,
    variables: []const []const u8 = &.{},
    folders: []const Folder = &.{},
    network: bool = false,
    http: bool = false,
    output: bool = false,

    /// Give a new store its view of the system; without one, a call would end the process.
    pub fn enter(self: System, api: *const capi.Api, context: capi.Object) say.Error!capi.Failure {
        const config = api.wasi_config_new();
        self.set_variables(api, config);
        for (self.folders) |folder| {
            const path = say.name(folder.path);
            if (!api.wasi_config_preopen_dir(config, path, path, folder.writes))
                return say.fail("R110", folder.path, &.{.{ .label = "found", .text = "the folder cannot be opened" }});
        }
        if (self.network) {
            api.wasi_config_inherit_network(config);
            api.wasi_config_allow_ip_name_lookup(config, true);
        }
        if (self.output) {
            api.wasi_config_inherit_stderr(config);
            api.wasi_config_set_stdout_custom(config, to_stderr, null, null);
        }
        const failure = api.wasmtime_context_set_wasi(context, config);
        if (self.http) api.wasmtime_context_set_wasi_http(context);
        return failure;
    }

    fn set_variables(self: System, api: *const capi.Api, config: capi.Object) void {
        var keys: std.ArrayList([*:0]const u8) = .empty;
        var values: std.ArrayList([*:0]const u8) = .empty;
        var at: usize = 0;
        while (c.lib.environ.*[at]) |pair| : (at += 1) {
            const key, const value = std.mem.cutScalar(u8, std.mem.span(pair), '=') orelse continue;
            const wanted = self.every_variable or for (self.variables) |one| {
                if (std.mem.eql(u8, one, key)) break true;
            } else false;
            if (!wanted) continue;
            keys.append(say.memory, say.name(key)) catch say.no_memory();
            values.append(say.memory, say.name(value)) catch say.no_memory();
        }
        if (keys.items.len > 0) _ = api.wasi_config_set_env(config, keys.items.len, keys.items.ptr, values.items.ptr);
    }
};

/// What a component prints goes to stderr, as stdout carries results.
fn to_stderr(_: ?capi.Object, data: [*]const u8, size: usize) callconv(.c) isize {
    _ = c.write_all(2, data[0..size]);
    return @intCast(size);
}

/// What the header's capabilities open. All were granted when the executable was built; one that is
/// not known here is refused, and so is an import that none of them covers.
pub fn system_of(capabilities: []const []const u8, imports: []const []const u8) say.Error!?System {
    var system: System = .{};
    var variables: std.ArrayList([]const u8) = .empty;
    var folders: std.ArrayList(Folder) = .empty;
    const granted = say.memory.alloc(Capability, capabilities.len) catch say.no_memory();
    for (capabilities, granted) |text, *one| {
        one.* = capability(text) orelse return say.refuse("R212", "", "a capability that is known", text);
        const is = struct {
            fn named(of: Capability, name: []const u8) bool {
                return std.mem.eql(u8, of.name, name);
            }
        }.named;
        if (is(one.*, "env") and one.argument.len == 0) system.every_variable = true;
        if (is(one.*, "env")) variables.append(say.memory, one.argument) catch say.no_memory();
        if (is(one.*, "sockets")) system.network = true;
        if (is(one.*, "http")) system.http = true;
        if (is(one.*, "stdio")) system.output = true;
        if (is(one.*, "files")) try add_folders(&folders, one.*);
    }
    system.variables = variables.items;
    system.folders = folders.items;
    var imports_any = false;
    for (imports) |import| {
        if (is_module(import)) continue;
        imports_any = true;
        if (!covered(granted, import)) return say.refuse("R213", "component", list(capabilities), import);
    }
    return if (imports_any) system else null;
}

/// The import of a module that is compiled apart: `m` and its digest.
fn is_module(import: []const u8) bool {
    return import.len == 65 and import[0] == 'm' and std.mem.findScalar(u8, import, ':') == null;
}

fn list(capabilities: []const []const u8) []const u8 {
    return if (capabilities.len > 0) std.mem.join(say.memory, ", ", capabilities) catch say.no_memory() else "no capabilities";
}

fn add_folders(folders: *std.ArrayList(Folder), one: Capability) say.Error!void {
    const anywhere = [_][]const u8{ ".", "/" };
    const paths: []const []const u8 = if (one.argument.len > 0) &.{one.argument} else &anywhere;
    for (paths) |path| {
        const file = c.lib.open(say.name(path), c.rdonly | c.directory | c.cloexec);
        if (file < 0) return say.fail("R110", path, &.{.{ .label = "found", .text = say.text("the flow works on the folder {s}, and there is none", .{path}) }});
        _ = c.lib.close(file);
        folders.append(say.memory, .{ .path = path, .writes = one.writes }) catch say.no_memory();
    }
}

fn capability(text: []const u8) ?Capability {
    const name, const argument = std.mem.cutScalar(u8, text, ':') orelse .{ text, "" };
    const has_argument = name.len < text.len;
    if (!among(&names, name) or (has_argument and (!among(&with_argument, name) or argument.len == 0))) return null;
    if (!std.mem.eql(u8, name, "files")) return .{ .name = name, .argument = argument, .writes = false };
    const at = std.mem.findScalarLast(u8, argument, '=') orelse return .{ .name = name, .argument = argument, .writes = true };
    const mode = argument[at + 1 ..];
    if (at > 0 and std.mem.eql(u8, mode, "read")) return .{ .name = name, .argument = argument[0..at], .writes = false };
    if (at > 0 and std.mem.eql(u8, mode, "write")) return .{ .name = name, .argument = argument[0..at], .writes = true };
    return .{ .name = name, .argument = argument, .writes = true };
}

fn among(known: []const []const u8, name: []const u8) bool {
    for (known) |one| if (std.mem.eql(u8, one, name)) return true;
    return false;
}

/// Whether a capability covers an interface of WASI 0.2, or it needs none.
fn covered(granted: []const Capability, import: []const u8) bool {
    if (!std.mem.startsWith(u8, import, "wasi:")) return false;
    const full = import["wasi:".len .. std.mem.findScalar(u8, import, '@') orelse import.len];
    const package = full[0 .. std.mem.findScalar(u8, full, '/') orelse full.len];
    const need = for (interfaces) |pair| {
        if (std.mem.eql(u8, pair[0], full) or std.mem.eql(u8, pair[0], package)) break pair[1];
    } else return false;
    if (need.len == 0) return true;
    for (granted) |one| if (std.mem.eql(u8, one.name, need)) return true;
    return false;
}
