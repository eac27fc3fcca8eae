//! The signed header, read as `flowrt/archive/header.py` reads it: every field checked by itself.
//! FORMAT 3 and 5.1; refuses with R107 and R108.

const std = @import("std");
const json = @import("json.zig");
const say = @import("say.zig");
const strict = @import("strict.zig");
const plain = @import("value.zig");
const Value = plain.Value;
const get = strict.get;
const R = strict.Reader("R108");

pub const Kind = enum {
    plan,
    component,
    native,
    graph,
    drawing,
    sbom,
    provenance,

    /// Whether it is hashed in pieces; FORMAT 5.3.
    pub fn is_code(self: Kind) bool {
        return self == .component or self == .native;
    }

    /// Whether it is there to be read alone; FORMAT 5.6.
    fn is_document(self: Kind) bool {
        return switch (self) {
            .graph, .drawing, .sbom, .provenance => true,
            .plan, .component, .native => false,
        };
    }
};

pub const Blob = struct {
    id: []const u8,
    kind: Kind,
    offset: u64,
    size: u64,
    /// Of all its bytes, or of the digests of its pieces.
    digest: []const u8,
    target: []const u8 = "",
    fingerprint: []const u8 = "",
    module: []const u8 = "",
    /// Where in the component the module begins.
    at: u64 = 0,
};

/// Upper bounds of a run; null where there is none.
pub const Limits = struct {
    fuel: ?u64 = null,
    input_bytes: ?u64 = null,
    instances: ?u64 = null,
    memories: ?u64 = null,
    memory_bytes: ?u64 = null,
    output_bytes: ?u64 = null,
    stack_bytes: ?u64 = null,
    table_elements: ?u64 = null,
    total_memory_bytes: ?u64 = null,
    wall_ms: ?u64 = null,

    /// Whether memories have to be counted.
    pub fn metered(self: Limits) bool {
        return self.memory_bytes != null or self.total_memory_bytes != null;
    }
};

pub const Header = struct {
    package: []const u8,
    version: []const u8,
    build: u64,
    engine_name: []const u8,
    engine_version: []const u8,
    not_after: ?u64,
    capabilities: []const []const u8,
    limits: Limits,
    blobs: []const Blob,

    pub fn blob(self: Header, kind: Kind) Blob {
        for (self.blobs) |one| if (one.kind == kind) return one;
        unreachable; // read() saw to it that there is one
    }
};

const needed = [_][]const u8{ "blobs", "build", "capabilities", "compiler", "engine", "format", "inputs", "limits", "package", "version" };
const kinds = "plan or component or native or graph or drawing or sbom or provenance";
const limit_names = std.meta.fieldNames(Limits);

pub fn read(data: []const u8) say.Error!Header {
    const value = json.read(data) catch return say.refuse("R107", "header", "sorted fields, each once, without spaces", "another spelling");
    const fields = try R.mapping(value, "header", &needed, &.{ "created", "not_after" });
    const format = try R.integer(get(fields, "format").?, "header.format", 0, strict.largest);
    if (format != 1) return R.refuse("header.format", "1", say.text("{d}", .{format}));
    const engine = try read_engine(get(fields, "engine").?);
    const header: Header = .{
        .package = try R.name(get(fields, "package").?, "header.package", strict.is_package, "namespace:name"),
        .version = try version(get(fields, "version").?, "header.version"),
        .build = try R.integer(get(fields, "build").?, "header.build", 0, strict.largest),
        .engine_name = engine[0],
        .engine_version = engine[1],
        .not_after = try time(fields, "not_after"),
        .capabilities = try capabilities(get(fields, "capabilities").?),
        .limits = try limits(get(fields, "limits").?),
        .blobs = try blobs(get(fields, "blobs").?),
    };
    try compiler(get(fields, "compiler").?);
    _ = try time(fields, "created");
    try inputs(get(fields, "inputs").?);
    return header;
}

fn version(value: Value, place: []const u8) say.Error![]const u8 {
    return R.name(value, place, strict.is_version, "a semantic version, such as 1.2.0");
}

fn time(fields: []const plain.Field, name: []const u8) say.Error!?u64 {
    const value = get(fields, name) orelse return null;
    return try R.integer(value, say.text("header.{s}", .{name}), 0, strict.largest);
}

fn read_engine(value: Value) say.Error![2][]const u8 {
    const fields = try R.mapping(value, "header.engine", &.{ "name", "profile", "version" }, &.{});
    const profile = get(fields, "profile").?;
    if (profile != .map or profile.map.len > 64) return R.refuse("header.engine.profile", "a map of at most 64", strict.kind(profile));
    for (profile.map) |one| {
        const place = say.text("header.engine.profile.{s}", .{one.name});
        if (!strict.is_setting(one.name)) return R.refuse(place, "names of lowercase letters, digits and _", one.name);
        switch (one.value) {
            .bool => {},
            .text => _ = try R.label(one.value, place, 256),
            else => _ = try R.integer(one.value, place, 0, strict.largest),
        }
    }
    return .{
        try R.name(get(fields, "name").?, "header.engine.name", strict.is_setting, "an engine's name"),
        try version(get(fields, "version").?, "header.engine.version"),
    };
}

fn compiler(value: Value) say.Error!void {
    const fields = try R.mapping(value, "header.compiler", &.{ "name", "version" }, &.{});
    _ = try R.name(get(fields, "name").?, "header.compiler.name", strict.is_setting, "a compiler's name");
    _ = try version(get(fields, "version").?, "header.compiler.version");
}

fn capabilities(value: Value) say.Error![]const []const u8 {
    const items = try R.sequence(value, "header.capabilities", 256);
    const found = say.memory.alloc([]const u8, items.len) catch say.no_memory();
    for (items, found, 0..) |item, *one, i| {
        one.* = try R.name(item, say.text("header.capabilities[{d}]", .{i}), strict.is_capability, "a capability's name");
        if (i > 0) try R.ascending(found[i - 1], one.*, "header.capabilities");
    }
    return found;
}

fn limits(value: Value) say.Error!Limits {
    const fields = try R.mapping(value, "header.limits", &.{}, limit_names);
    var found: Limits = .{};
    inline for (limit_names) |name| {
        if (get(fields, name)) |bound| @field(found, name) = try R.integer(bound, "header.limits." ++ name, 1, strict.largest);
    }
    return found;
}

fn inputs(value: Value) say.Error!void {
    var before: ?[]const u8 = null;
    for (try R.sequence(value, "header.inputs", 4096), 0..) |item, i| {
        const place = say.text("header.inputs[{d}]", .{i});
        const fields = try R.mapping(item, place, &.{ "path", "sha256" }, &.{});
        const path = try R.label(get(fields, "path").?, say.text("{s}.path", .{place}), 1024);
        _ = try R.digest(get(fields, "sha256").?, say.text("{s}.sha256", .{place}));
        if (before) |one| try R.ascending(one, path, "header.inputs");
        before = path;
    }
}

fn blobs(value: Value) say.Error![]const Blob {
    const place = "header.blobs";
    const items = try R.sequence(value, place, 64);
    const found = say.memory.alloc(Blob, items.len) catch say.no_memory();
    for (items, found, 0..) |item, *one, i| one.* = try blob_of(item, say.text("{s}[{d}]", .{ place, i }));
    for ([_]Kind{ .plan, .component }) |kind| {
        var count: usize = 0;
        for (found) |one| count += @intFromBool(one.kind == kind);
        if (count != 1) return R.refuse(place, say.text("one blob of kind {t}", .{kind}), say.text("{d}", .{count}));
    }
    for (found, 0..) |one, i| try check_natives(found[0..i], found, one, place);
    return found;
}

/// Hold that ids and documents stand once, and that each target has code of the component once, and of each module.
fn check_natives(before: []const Blob, every: []const Blob, one: Blob, place: []const u8) say.Error!void {
    for (before) |other| {
        if (std.mem.eql(u8, other.id, one.id)) return R.refuse(place, "each id once", one.id);
        if (one.kind.is_document() and other.kind == one.kind) return R.refuse(place, "each document once", @tagName(one.kind));
        const same = one.kind == .native and std.mem.eql(u8, other.target, one.target);
        if (same and std.mem.eql(u8, other.module, one.module))
            return R.refuse(place, "each target, and each module of a target, once", one.target);
    }
    if (one.module.len == 0) return;
    var whole = false;
    var count: usize = 0;
    for (every) |other| if (std.mem.eql(u8, other.target, one.target)) {
        if (other.module.len == 0) whole = true else count += 1;
    };
    if (!whole) return R.refuse(place, "the component's code beside that of its modules", say.text("modules alone for {s}", .{one.target}));
    if (count > 16) return R.refuse(place, "at most 16 modules", say.text("{d}", .{count}));
}

fn blob_of(value: Value, place: []const u8) say.Error!Blob {
    const common = [_][]const u8{ "id", "kind", "offset", "size" };
    const digests = [_][]const u8{ "pieces", "sha256" };
    const native = [_][]const u8{ "fingerprint", "target" };
    const apart = [_][]const u8{ "at", "module" };
    var fields = try R.mapping(value, place, &common, &(digests ++ native ++ apart));
    const said = get(fields, "kind").?;
    const kind = std.meta.stringToEnum(Kind, if (said == .text) said.text else "") orelse
        return R.refuse(say.text("{s}.kind", .{place}), kinds, if (said == .text) said.text else strict.kind(said));
    const is_apart = get(fields, "at") != null or get(fields, "module") != null;
    const code = common ++ [_][]const u8{"pieces"};
    fields = try R.mapping(value, place, switch (kind) {
        .native => if (is_apart) &(code ++ native ++ apart) else &(code ++ native),
        .component => &code,
        else => &(common ++ [_][]const u8{"sha256"}),
    }, &.{});
    const digest = if (kind.is_code()) "pieces" else "sha256";
    var blob: Blob = .{
        .kind = kind,
        .id = try R.name(get(fields, "id").?, say.text("{s}.id", .{place}), strict.is_blob_id, "1 to 64 of a-z 0-9 . _ -"),
        .offset = try R.integer(get(fields, "offset").?, say.text("{s}.offset", .{place}), 0, strict.largest),
        .size = try R.integer(get(fields, "size").?, say.text("{s}.size", .{place}), 1, if (kind == .plan or kind.is_document()) 16 << 20 else 1 << 30),
        .digest = try R.digest(get(fields, digest).?, say.text("{s}.{s}", .{ place, digest })),
    };
    if (kind != .native) return blob;
    blob.target = try R.name(get(fields, "target").?, say.text("{s}.target", .{place}), strict.is_target, "architecture-system");
    blob.fingerprint = try R.digest(get(fields, "fingerprint").?, say.text("{s}.fingerprint", .{place}));
    if (!is_apart) return blob;
    blob.module = try R.digest(get(fields, "module").?, say.text("{s}.module", .{place}));
    blob.at = try R.integer(get(fields, "at").?, say.text("{s}.at", .{place}), 0, strict.largest);
    return blob;
}
