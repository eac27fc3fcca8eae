//! Verified native code made the engine's, piece by piece: the component, and each module that was compiled apart.
//!
//! The engine copies what it is given as bytes, and maps what it is given as a file from that file's beginning. So
//! large code is given as a file: as the program itself, whose ELF header may name its sections
//! (`flowc/bundle/face.py`), or else as one in memory. Into that one the machine code of a module is not copied:
//! it is mapped out of the program afterwards, since the engine does not read it before anything runs.

const capi = @import("capi.zig");
const engines = @import("engine.zig");
const face = @import("face.zig");
const machine_code = @import("machine_code.zig");
const os = @import("os.zig").os;
const workers = @import("workers.zig");

/// Bytes of native code from which on it is loaded of a file: that takes half of what the engine's own copies do.
const worth_a_file = 1 << 20;

pub const Kind = enum { component, module };

/// Native code, and in the end what the engine made of it or why it did not. A module lies in the program.
pub const Piece = struct {
    kind: Kind,
    bytes: []const u8,
    object: ?capi.Object = null,
    failure: capi.Failure = null,
};

/// Load each piece, beside each other where there are processors for that.
pub fn load(engine: engines.Engine, pieces: []Piece) void {
    var work: Work = .{ .engine = engine, .pieces = pieces };
    workers.share(Work, &work, Work.do, pieces.len, pieces.len);
}

const Work = struct {
    engine: engines.Engine,
    pieces: []Piece,

    fn do(self: *Work, nth: usize) void {
        const piece = &self.pieces[nth];
        if (piece.bytes.len >= worth_a_file) {
            if (face.is_of(piece.bytes) and self.is_file(piece, os.program_path)) return;
            if (self.is_in_memory(piece)) return;
        }
        const api = self.engine.api;
        const of_bytes = switch (piece.kind) {
            .component => api.wasmtime_component_deserialize,
            .module => api.wasmtime_module_deserialize,
        };
        piece.failure = of_bytes(self.engine.pointer, piece.bytes.ptr, piece.bytes.len, &piece.object);
    }

    fn is_in_memory(self: *Work, piece: *Piece) bool {
        const hole = if (piece.kind == .module and os.can_cover) machine_code.within(piece.bytes) else "";
        const file = os.file_of(piece.bytes, hole) orelse return false;
        defer os.close(file);
        if (!self.is_file(piece, os.path_of(file))) return false;
        return hole.len == 0 or self.is_filled(piece, hole);
    }

    fn is_file(self: *Work, piece: *Piece, path: [:0]const u8) bool {
        const api = self.engine.api;
        const of_file = switch (piece.kind) {
            .component => api.wasmtime_component_deserialize_file,
            .module => api.wasmtime_module_deserialize_file,
        };
        const failure = of_file(self.engine.pointer, path, &piece.object) orelse return true;
        api.wasmtime_error_delete(failure);
        return false;
    }

    /// Map the machine code of a module to where the engine has a hole.
    fn is_filled(self: *Work, piece: *Piece, code: []const u8) bool {
        const api = self.engine.api;
        var image: [*]u8 = undefined;
        var end: [*]u8 = undefined;
        api.wasmtime_module_image_range(piece.object.?, &image, &end);
        const place = image + (@intFromPtr(code.ptr) - @intFromPtr(piece.bytes.ptr));
        if (os.cover(place, code)) return true;
        api.wasmtime_module_delete(piece.object.?);
        piece.object = null;
        return false;
    }
};
