//! The WebAssembly engine: verified bytes to code, code to an instance, a text through its door.
//! `flowrt/engine/engine.py` and `flowrt/engine/live.py` in one; what the engine says no to is `error.Engine`.

const std = @import("std");
const builtin = @import("builtin");
const capi = @import("capi.zig");
const guards = @import("guard.zig");
const headers = @import("header.zig");
const here = @import("here.zig").here;
const heap = @import("heap.zig");
const meters = @import("meter");
const os = @import("os.zig").os;
const say = @import("say.zig");
const scopes = @import("scope.zig");
const sha256 = @import("sha256.zig");
const standins = @import("standins.zig");
const wasi = @import("wasi.zig");
const Api = capi.Api;

const OfBytes = *const fn (capi.Object, [*]const u8, usize, *?capi.Object) callconv(.c) capi.Failure;
const OfFile = *const fn (capi.Object, [*:0]const u8, *?capi.Object) callconv(.c) capi.Failure;
/// Bytes of native code from which on it is loaded of a file.
const worth_a_file = 1 << 20;

pub const name = "wasmtime";
pub const target = @tagName(builtin.cpu.arch) ++ "-" ++ @tagName(builtin.os.tag);
const cpu = if (builtin.cpu.arch == .x86_64) "x86-64-v2" else "baseline";
const most_stack = 512 << 10;
const most_frames = 20;
const never = 1 << 62;
/// How long an epoch lasts; a system may sleep longer.
pub const period_ms = 5;
pub const period = @as(f64, period_ms) / 1000;
const unbounded = std.math.maxInt(u64);

pub const Error = error{ Engine, Trapped };
pub const Frame = struct { offset: u64, module: []const u8, function: []const u8 };
pub const Answer = struct { well: bool, text: []const u8 };
/// The code of a core module, which begins `at` this byte of the component.
pub const Apart = struct { digest: []const u8, native: []const u8, at: u64 };

var modules: []const Apart = &.{};
/// What makes counted memories, for one instance at a time.
var maker: meters.Maker = undefined;
var making: os.Lock = .{};

/// What of an engine depends on limits: whether it counts instructions, and bytes of memory.
pub const Setup = struct { fuel: bool, metered: bool };

/// What native code must have been made by to be loaded here; FORMAT 5.4.
pub fn fingerprint(setup: Setup) [64]u8 {
    const parts = say.text("[\"flowpack engine 1\",\"{s}\",\"{s}\",{{\"concurrency\":false,\"consume_fuel\":{},\"cpu\":\"" ++ cpu ++ "\",\"epoch_interruption\":true{s}}},\"{s}\"]", .{ name, capi.version, setup.fuel, if (setup.metered) ",\"memory_init_cow\":false" else "", target });
    return sha256.hex(sha256.hash(parts));
}

pub const Engine = struct {
    api: *const Api,
    pointer: capi.Object,
    setup: Setup,

    pub fn new(api: *const Api, setup: Setup, limits: headers.Limits) Engine {
        const config = api.wasm_config_new();
        api.wasmtime_config_concurrency_support_set(config, false);
        api.wasmtime_config_epoch_interruption_set(config, true);
        api.wasmtime_config_consume_fuel_set(config, setup.fuel);
        api.wasmtime_config_max_wasm_stack_set(config, @min(limits.stack_bytes orelse most_stack, most_stack));
        if (setup.metered) {
            maker = .{ .fail = api.wasmtime_error_new, .meter = undefined };
            api.wasmtime_config_host_memory_creator_set(config, &.{ .env = &maker, .make = &meters.make });
            api.wasmtime_config_memory_init_cow_set(config, false);
        }
        return .{ .api = api, .pointer = api.wasm_engine_new_with_config(config), .setup = setup };
    }

    pub fn tick(self: Engine) void {
        self.api.wasmtime_engine_increment_epoch(self.pointer);
    }

    pub fn compile(self: Engine, component: []const u8) Error!Code {
        if (!std.mem.startsWith(u8, component, "\x00asm")) {
            here().cause = "the bytes are not WebAssembly";
            return error.Engine;
        }
        return self.linked(try self.given(self.api.wasmtime_component_new, component));
    }

    /// Load native code, and the modules it imports. The bytes must have been verified: those of
    /// another maker can do anything.
    pub fn load(self: Engine, native: []const u8, apart: []const Apart) Error!Code {
        const api = self.api;
        const component = try self.loaded(api.wasmtime_component_deserialize, api.wasmtime_component_deserialize_file, native);
        const made = self.linked(component);
        modules = apart;
        const root = api.wasmtime_component_linker_root(made.linker);
        defer api.wasmtime_component_linker_instance_delete(root);
        for (apart) |one| {
            const module = try self.loaded(api.wasmtime_module_deserialize, api.wasmtime_module_deserialize_file, one.native);
            defer api.wasmtime_module_delete(module); // the linker has its own hold of it
            const import = say.text("m{s}", .{one.digest});
            try self.check(api.wasmtime_component_linker_instance_add_module(root, import.ptr, import.len, module));
        }
        return made;
    }

    /// Load code by a function that takes bytes, or by one that takes a file: of a file the engine
    /// copies nothing, and large code goes into one in memory at half of what its own copies take.
    fn loaded(self: Engine, of_bytes: OfBytes, of_file: OfFile, native: []const u8) Error!capi.Object {
        if (native.len >= worth_a_file) if (os.file_of(native)) |file| {
            defer os.close(file);
            var object: ?capi.Object = null;
            if (self.check(of_file(self.pointer, os.path_of(file), &object))) |_| return object.? else |_| {}
        };
        return self.given(of_bytes, native);
    }

    fn given(self: Engine, of_bytes: OfBytes, data: []const u8) Error!capi.Object {
        var object: ?capi.Object = null;
        try self.check(of_bytes(self.pointer, data.ptr, data.len, &object));
        return object.?;
    }

    fn linked(self: Engine, component: capi.Object) Code {
        return .{ .engine = self, .pointer = component, .linker = self.api.wasmtime_component_linker_new(self.pointer) };
    }

    pub fn check(self: Engine, failure: capi.Failure) Error!void {
        if (failure) |one| return self.taken(one);
    }

    /// Keep what an error says, and where it happened if it is a trap.
    fn taken(self: Engine, failure: capi.Object) Error {
        defer self.api.wasmtime_error_delete(failure);
        var data: capi.Bytes = .{};
        self.api.wasmtime_error_message(failure, &data);
        defer self.api.wasm_byte_vec_delete(&data);
        if (cause_of(data.slice())) |found| here().cause = say.text("{s}", .{found}) else {
            here().cause = here().spent orelse with_limit(one_line(data.slice()));
            return error.Engine;
        }
        self.keep_frames(failure);
        return error.Trapped;
    }

    fn keep_frames(self: Engine, failure: capi.Object) void {
        var found: capi.Frames = .{};
        self.api.wasmtime_error_wasm_trace(failure, &found);
        defer self.api.wasm_frame_vec_delete(&found);
        const kept = say.memory.alloc(Frame, found.size) catch say.no_memory();
        for (kept, 0..) |*frame, i| {
            const one = found.data.?[i];
            frame.* = .{
                .offset = self.api.wasm_frame_module_offset(one) + start_of(text_of(self.api.wasmtime_frame_module_name(one))),
                .module = text_of(self.api.wasmtime_frame_module_name(one)),
                .function = text_of(self.api.wasmtime_frame_func_name(one)),
            };
        }
        here().frames = kept;
    }

    pub fn frames_are_cut_off() bool {
        return here().frames.len == most_frames;
    }
};

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

/// What a component imports: an instance with these functions, or something else without any.
pub const Import = struct { name: []const u8, functions: []const []const u8 };

/// One of several imports or exports, as the engine describes them.
const Item = struct {
    handle: ?capi.Object,
    type: capi.Item,
    name: []const u8,

    fn of(engine: Engine, get: *const fn (capi.Object, capi.Object, usize, *[*]const u8, *usize, *?capi.Object) callconv(.c) bool, kind: capi.Object, nth: usize) Item {
        var found: Item = undefined;
        var text: [*]const u8 = undefined;
        var size: usize = 0;
        _ = get(kind, engine.pointer, nth, &text, &size, &found.handle);
        engine.api.wasmtime_component_extern_type(found.handle, &found.type);
        found.name = say.text("{s}", .{text[0..size]});
        return found;
    }

    fn close(self: *Item, api: *const Api) void {
        api.wasmtime_component_item_delete(&self.type);
        api.wasmtime_component_extern_delete(self.handle);
    }
};

/// A compiled component, ready to be instantiated any number of times.
pub const Code = struct {
    engine: Engine,
    pointer: capi.Object,
    linker: capi.Object,
    system: ?wasi.System = null,
    guard: ?*const guards.Guard = null,

    /// What the component imports; modules that `load` provided are among it.
    pub fn imports(self: Code) []const Import {
        const api = self.engine.api;
        const kind = api.wasmtime_component_type(self.pointer);
        defer api.wasmtime_component_type_delete(kind);
        const count = api.wasmtime_component_type_import_count(kind, self.engine.pointer);
        const found = say.memory.alloc(Import, count) catch say.no_memory();
        for (found, 0..) |*one, nth| {
            var item: Item = .of(self.engine, api.wasmtime_component_type_import_nth, kind, nth);
            defer item.close(api);
            one.* = .{ .name = item.name, .functions = if (item.type.kind == capi.item_instance) self.functions(item.type.of[0]) else &.{} };
        }
        return found;
    }

    fn functions(self: Code, instance: capi.Object) []const []const u8 {
        const api = self.engine.api;
        var found: std.ArrayList([]const u8) = .empty;
        for (0..api.wasmtime_component_instance_type_export_count(instance, self.engine.pointer)) |nth| {
            var item: Item = .of(self.engine, api.wasmtime_component_instance_type_export_nth, instance, nth);
            defer item.close(api);
            if (item.type.kind == capi.item_function) found.append(say.memory, item.name) catch say.no_memory();
        }
        return found.items;
    }

    pub fn link(self: *Code, system: wasi.System) (Error || say.Error)!void {
        try self.engine.check(self.engine.api.wasmtime_component_linker_add_wasip2(self.linker));
        if (system.http) try self.engine.check(self.engine.api.wasmtime_component_linker_add_wasi_http(self.linker));
        self.system = system;
        if (system.is_fixed()) try standins.link(self.*, system.fixed);
        if (system.hosts.len > 0) self.guard = try guards.Guard.link(self.*, system.hosts);
    }

    /// The index of a function that an exported instance has.
    pub fn export_of(self: Code, instance: []const u8, function: []const u8) Error!capi.Object {
        const find = self.engine.api.wasmtime_component_get_export_index;
        const outer = find(self.pointer, null, instance.ptr, instance.len) orelse return not_there(instance);
        return find(self.pointer, outer, function.ptr, function.len) orelse not_there(function);
    }

    /// The code as bytes for `Engine.load`.
    pub fn serialized(self: Code) Error![]const u8 {
        var data: capi.Bytes = .{};
        try self.engine.check(self.engine.api.wasmtime_component_serialize(self.pointer, &data));
        return data.slice();
    }

    /// The index of a function that is exported by itself.
    pub fn exported(self: Code, function: []const u8) Error!capi.Object {
        const found = self.engine.api.wasmtime_component_get_export_index(self.pointer, null, function.ptr, function.len);
        return found orelse not_there(function);
    }

    pub fn start(self: Code, limits: headers.Limits, deadline: Deadline) (Error || say.Error)!Live {
        const api = self.engine.api;
        here().spent = null;
        const meter = heap.allocator.create(meters.Meter) catch say.no_memory();
        errdefer heap.allocator.destroy(meter); // after the store, whose memories count down in it
        meter.* = .{ .each = limits.memory_bytes orelse unbounded, .all = limits.total_memory_bytes orelse unbounded };
        const has_post = self.guard != null or (self.system != null and self.system.?.is_fixed());
        const post: ?*guards.Post = if (has_post) heap.allocator.create(guards.Post) catch say.no_memory() else null;
        errdefer if (post) |one| heap.allocator.destroy(one); // the same
        const store = api.wasmtime_store_new(self.engine.pointer, null, null);
        errdefer api.wasmtime_store_delete(store);
        var live: Live = .{ .code = self, .store = store, .context = api.wasmtime_store_context(store), .instance = undefined, .meter = meter, .post = post };
        api.wasmtime_context_set_epoch_deadline(live.context, never);
        if (self.system) |system| try self.engine.check(try system.enter(api, live.context));
        if (post) |one| one.* = .{};
        if (post) |one| api.wasmtime_context_set_data(live.context, one);
        if (self.guard) |guard| try guard.enter(post.?, live.context);
        live.bind(limits);
        try live.arm(limits, deadline);
        try live.checked(self.instantiate_into(live.context, meter, &live.instance));
        return live;
    }

    /// Make an instance in a store, whose memories are counted by a meter.
    pub fn instantiate(self: Code, context: capi.Object, meter: *meters.Meter, instance: *capi.Instance) Error!void {
        try self.engine.check(self.instantiate_into(context, meter, instance));
    }

    fn instantiate_into(self: Code, context: capi.Object, meter: *meters.Meter, instance: *capi.Instance) capi.Failure {
        if (self.engine.setup.metered) {
            making.take();
            maker.meter = meter;
        }
        defer if (self.engine.setup.metered) making.give_back();
        return self.engine.api.wasmtime_component_linker_instantiate(self.linker, context, self.pointer, instance);
    }
};

pub fn not_there(function: []const u8) Error {
    here().cause = say.text("the component exports no {s}", .{function});
    return error.Engine;
}

/// Which bound memory was refused by, in words; null where none was.
fn spent(meter: *const meters.Meter) ?[]const u8 {
    return switch (meter.met) {
        .none => null,
        .each => say.text("a memory would have {s} bytes; `memory_bytes` allows {s}", .{ grouped(meter.wanted), grouped(meter.each) }),
        .all => say.text("all memories together would have {s} bytes; `total_memory_bytes` allows {s}", .{ grouped(meter.wanted), grouped(meter.all) }),
        .system => say.text("the system has no {s} bytes of memory", .{grouped(meter.wanted)}),
    };
}

/// A number with a comma before each three digits from the end.
fn grouped(number: u64) []const u8 {
    if (number < 1000) return say.text("{d}", .{number});
    return say.text("{s},{d:0>3}", .{ grouped(number / 1000), number % 1000 });
}

fn bound(limit: ?u64, beside: u32) i64 {
    return if (limit) |found| @intCast(found + beside) else -1;
}

/// When code is to be stopped: after so many epochs, or once a scope is over that may end at any time.
pub const Deadline = struct {
    ticks: ?u64 = null,
    scope: ?*Watched = null,
};

/// A scope that instances look at; it has to live as long as they.
pub const Watched = struct { api: *const Api, scope: scopes.Scope };

fn look(_: capi.Object, data: *anyopaque, delta: *u64, _: *u8) callconv(.c) capi.Failure {
    const watched: *const Watched = @ptrCast(@alignCast(data));
    if (watched.scope.is_over()) return watched.api.wasmtime_error_new("wasm trap: interrupt");
    delta.* = 1;
    return null;
}

/// One instance in a store of its own. After a trap it can only be closed.
pub const Live = struct {
    code: Code,
    store: capi.Object,
    context: capi.Object,
    instance: capi.Instance,
    meter: *meters.Meter,
    post: ?*guards.Post,

    pub fn close(self: Live) void {
        self.code.engine.api.wasmtime_store_delete(self.store);
        heap.allocator.destroy(self.meter);
        if (self.post) |one| heap.allocator.destroy(one);
    }

    /// Bound what the instance may have; a guard beside it in the store is not its own.
    fn bind(self: Live, limits: headers.Limits) void {
        const each = if (self.code.engine.setup.metered) null else limits.memory_bytes;
        const instances: u32 = if (self.code.guard == null) 0 else guards.instances;
        const memories: u32 = if (self.code.guard == null) 0 else guards.memories;
        self.code.engine.api.wasmtime_store_limiter(self.store, bound(each, 0), bound(limits.table_elements, 0), bound(limits.instances, instances), -1, bound(limits.memories, memories));
    }

    /// Hold that the engine had nothing to refuse; else keep what memory was refused by, too.
    fn checked(self: Live, failure: capi.Failure) Error!void {
        here().spent = if (failure != null) spent(self.meter) else null;
        try self.code.engine.check(failure);
    }

    /// Set the deadline, and refill the fuel. Work that may be unwanted looks at every epoch.
    pub fn arm(self: Live, limits: headers.Limits, deadline: Deadline) Error!void {
        const engine = self.code.engine;
        if (self.post) |post| post.until = if (deadline.ticks) |ticks| os.now() + @as(f64, @floatFromInt(ticks)) * period else null;
        engine.api.wasmtime_context_set_epoch_deadline(self.context, if (deadline.scope != null) 1 else deadline.ticks orelse never);
        if (deadline.scope) |scope| engine.api.wasmtime_store_epoch_deadline_callback(self.store, look, scope, null);
        if (limits.fuel) |fuel| try engine.check(engine.api.wasmtime_context_set_fuel(self.context, fuel));
    }

    pub fn function(self: Live, index: capi.Object) Error!capi.Func {
        var func: capi.Func = undefined;
        if (self.code.engine.api.wasmtime_component_instance_get_func(&self.instance, self.context, index, &func)) return func;
        here().cause = "the export is no function";
        return error.Engine;
    }

    /// Whether a function's result is of the kinds given: the engine ends the process when it has to
    /// hand out anything that it cannot.
    pub fn is_door(self: Live, index: capi.Object, kinds: []const u8) bool {
        const func = self.function(index) catch return false;
        return std.mem.eql(u8, self.result_of(&func), kinds);
    }

    fn result_of(self: Live, func: *const capi.Func) []const u8 {
        const api = self.code.engine.api;
        const kind = api.wasmtime_component_func_type(func, self.context);
        defer api.wasmtime_component_func_type_delete(kind);
        var result: capi.Type = undefined;
        if (!api.wasmtime_component_func_type_result(kind, &result)) return "";
        defer api.wasmtime_component_valtype_delete(&result);
        if (result.kind != capi.kind_result) return say.text("{c}", .{result.kind});
        return say.text("{c}{c}{c}", .{
            result.kind,
            payload(api, api.wasmtime_component_result_type_ok, result),
            payload(api, api.wasmtime_component_result_type_err, result),
        });
    }

    /// Call a door function with UTF-8 text. The answer is the engine's until the next call.
    pub fn call(self: Live, func: capi.Func, entry: u32, text: []const u8) Error!Answer {
        const engine = self.code.engine;
        const arguments = [2]capi.Value{
            .{ .kind = capi.kind_u32, .of = .{ .u32 = entry } },
            .{ .kind = capi.kind_string, .of = .{ .string = .{ .size = text.len, .data = @constCast(text.ptr) } } },
        };
        var result = std.mem.zeroes(capi.Value); // the engine frees what was there
        try self.checked(engine.api.wasmtime_component_func_call(&func, self.context, &arguments, 2, &result, 1));
        defer engine.api.wasmtime_component_val_delete(&result);
        if (result.kind == capi.kind_string) return .{ .well = true, .text = copy(result.of.string) };
        const either = result.of.result;
        return .{ .well = either.is_ok, .text = copy(either.value.of.string) };
    }
};

fn copy(bytes: capi.Bytes) []const u8 {
    return say.memory.dupe(u8, bytes.slice()) catch say.no_memory();
}

fn payload(api: *const Api, get: *const fn (?capi.Object, *capi.Type) callconv(.c) bool, result: capi.Type) u8 {
    var found: capi.Type = undefined;
    if (!get(result.of, &found)) return 255;
    defer api.wasmtime_component_valtype_delete(&found);
    return found.kind;
}
