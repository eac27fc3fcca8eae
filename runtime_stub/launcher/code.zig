//! Which code of a verified archive is run: its native code, or the component compiled here; FORMAT 5.4.

const std = @import("std");
const capi = @import("capi.zig");
const components = @import("component.zig");
const engines = @import("engine.zig");
const failures = @import("failure.zig");
const headers = @import("header.zig");
const here = @import("here.zig").here;
const Kept = @import("kept.zig").Kept;
const say = @import("say.zig");
const sha256 = @import("sha256.zig");
const verify = @import("verify.zig");

pub fn load(engine: engines.Engine, verified: verify.Verified) failures.Error!components.Code {
    const reason = unsuitable(verified, engine.setup) orelse {
        if (load_native(engine, verified)) |code| return code else |_| return compile(engine, verified, here().cause);
    };
    return compile(engine, verified, reason);
}

fn load_native(engine: engines.Engine, verified: verify.Verified) failures.Error!components.Code {
    var whole: []const u8 = "";
    var apart: std.ArrayList(engines.Apart) = .empty;
    for (verified.header.blobs) |blob| if (is_ours(blob)) {
        const native = verified.bytes(blob);
        if (blob.module.len == 0) whole = native else apart.append(say.memory, .{ .digest = blob.module, .native = native, .at = blob.at }) catch say.no_memory();
    };
    std.mem.sort(engines.Apart, apart.items, {}, is_larger);
    const code = try engine.load(whole, apart.items);
    failures.modules = apart.items;
    return code;
}

/// What takes longest is begun first.
fn is_larger(_: void, one: engines.Apart, other: engines.Apart) bool {
    return one.native.len > other.native.len;
}

fn compile(engine: engines.Engine, verified: verify.Verified, reason: []const u8) failures.Error!components.Code {
    const code, const was_kept = try compiled(engine, verified.bytes(verified.header.blob(.component)));
    if (!was_kept) say.tell(say.text("note: the component was compiled here, because {s}", .{reason}));
    return code;
}

/// A component's code, and whether it was kept from a start before; if not, it is compiled and kept.
pub fn compiled(engine: engines.Engine, component: []const u8) failures.Error!struct { components.Code, bool } {
    const kept: Kept = .of(sha256.hash(component), &engines.fingerprint(engine.setup));
    if (kept.find()) |found| if (engine.load(found, &.{})) |code| return .{ code, true } else |_| {};
    const code = try engine.compile(component);
    kept.keep(try code.serialized());
    return .{ code, false };
}

fn is_ours(blob: headers.Blob) bool {
    return std.mem.eql(u8, blob.target, engines.target);
}

/// Why the archive's native code is not used; FORMAT 5.4.
fn unsuitable(verified: verify.Verified, setup: engines.Setup) ?[]const u8 {
    const header = verified.header;
    const mark = engines.fingerprint(setup);
    var found = false;
    var same = true;
    for (header.blobs) |blob| if (is_ours(blob)) {
        found = true;
        same = same and std.mem.eql(u8, blob.fingerprint, &mark);
    };
    if (!found) return "the archive has no code for " ++ engines.target;
    if (!std.mem.eql(u8, header.engine_name, engines.name) or !std.mem.eql(u8, header.engine_version, capi.version))
        return say.text("its code was compiled by {s} {s}, and this is {s} {s}", .{ header.engine_name, header.engine_version, engines.name, capi.version });
    return if (same) null else "its code was compiled for other engine settings";
}
