//! What the engine says when it refuses or stops, kept for whoever has to tell it: `flowrt/engine/traps.py`.

const std = @import("std");
const capi = @import("capi.zig");
const engines = @import("engine.zig");
const here = @import("here.zig").here;
const say = @import("say.zig");
const Api = capi.Api;

const most_frames = 20;

pub const Error = error{ Engine, Trapped };
pub const Frame = struct { offset: u64, module: []const u8, function: []const u8 };

/// Modules whose code bears their names, as they were compiled apart.
pub var modules: []const engines.Apart = &.{};

/// Keep what an error says, and where it happened if it is a trap.
pub fn taken(api: *const Api, failure: capi.Object) Error {
    defer api.wasmtime_error_delete(failure);
    var data: capi.Bytes = .{};
    api.wasmtime_error_message(failure, &data);
    defer api.wasm_byte_vec_delete(&data);
    if (cause_of(data.slice())) |found| here().cause = say.text("{s}", .{found}) else {
        here().cause = here().spent orelse with_limit(one_line(data.slice()));
        return error.Engine;
    }
    keep_frames(api, failure);
    return error.Trapped;
}

fn keep_frames(api: *const Api, failure: capi.Object) void {
    var found: capi.Frames = .{};
    api.wasmtime_error_wasm_trace(failure, &found);
    defer api.wasm_frame_vec_delete(&found);
    const kept = say.memory.alloc(Frame, found.size) catch say.no_memory();
    for (kept, 0..) |*frame, i| {
        const one = found.data.?[i];
        frame.* = .{
            .offset = api.wasm_frame_module_offset(one) + start_of(text_of(api.wasmtime_frame_module_name(one))),
            .module = text_of(api.wasmtime_frame_module_name(one)),
            .function = text_of(api.wasmtime_frame_func_name(one)),
        };
    }
    here().frames = kept;
}

pub fn frames_are_cut_off() bool {
    return here().frames.len == most_frames;
}

/// Why code was stopped; null where that is not what a message says. Traps of calls between components
/// are told behind the frames alone.
fn cause_of(message: []const u8) ?[]const u8 {
    const marker = "wasm trap: ";
    if (std.mem.findLast(u8, message, marker)) |at| {
        var lines = std.mem.splitScalar(u8, message[at + marker.len ..], '\n');
        return lines.first();
    }
    if (!std.mem.startsWith(u8, message, "error while executing at wasm backtrace:")) return null;
    const text = std.mem.trim(u8, message, " \t\r\n");
    const start = if (std.mem.findScalarLast(u8, text, '\n')) |at| at + 1 else 0;
    return std.mem.trim(u8, text[start..], " \t");
}

/// Where in the component a module begins that was compiled apart; its code bears its import's name.
fn start_of(module: []const u8) u64 {
    for (modules) |one| if (module.len == 65 and std.mem.eql(u8, module[1..], one.digest)) return one.at;
    return 0;
}

fn text_of(bytes: ?*capi.Bytes) []const u8 {
    return if (bytes) |found| say.text("{s}", .{found.slice()}) else "";
}

/// What the engine says, with the name of the limit that it is about, if it is one.
fn with_limit(message: []const u8) []const u8 {
    const known = [_][2][]const u8{
        .{ "instance count", "instances" },
        .{ "memory count", "memories" },
        .{ "memory minimum", "memory_bytes" },
        .{ "table minimum", "table_elements" },
    };
    for (known) |pair| if (std.mem.find(u8, message, pair[0]) != null) return say.text("{s} (`{s}`)", .{ message, pair[1] });
    return message;
}

fn one_line(message: []const u8) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    var lines = std.mem.splitScalar(u8, message, '\n');
    while (lines.next()) |raw| {
        const line = std.mem.trim(u8, raw, " \t\r");
        if (line.len == 0 or std.mem.eql(u8, line, "Caused by:")) continue;
        say.add(&out, "{s}{s}", .{ if (out.items.len > 0) ": " else "", line });
    }
    return out.items;
}

pub fn not_there(function: []const u8) Error {
    here().cause = say.text("the component exports no {s}", .{function});
    return error.Engine;
}
