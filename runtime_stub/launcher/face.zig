//! Whether the program's file is that of some native code, too: its ELF header then names the sections of that code,
//! which `flowc/bundle/face.py` writes. The header is not signed as the code is, so it is taken for nothing that the
//! code itself does not say.

const std = @import("std");
const elf = std.elf;
const machine_code = @import("machine_code.zig");
const seats = @import("seat.zig");
const start = @import("os.zig").start;

const page = 4096;

pub fn is_of(code: []const u8) bool {
    const face_at = seats.get().face_at;
    if (face_at == 0 or start.program + face_at != @intFromPtr(code.ptr)) return false;
    const own = machine_code.header(code) orelse return false;
    const shown: *const elf.Elf64_Ehdr = @ptrFromInt(start.program);
    if (shown.e_flags != own.e_flags or shown.e_shnum != own.e_shnum or shown.e_shstrndx != own.e_shstrndx) return false;
    const table = table_of(shown) orelse return false;
    for (table, 0..) |section, nth| {
        var expected = machine_code.section(code, own, nth) orelse return false;
        if (expected.sh_type != elf.SHT_NULL) expected.sh_offset += face_at;
        if (!std.meta.eql(section, expected)) return false;
    }
    return true;
}

/// The sections that the program's header names, which lie in one page with its program headers.
fn table_of(shown: *const elf.Elf64_Ehdr) ?[]const elf.Elf64_Shdr {
    const within = shown.e_shoff -% shown.e_phoff;
    if (within > page or page - within < shown.e_shnum * @as(usize, @sizeOf(elf.Elf64_Shdr)) or shown.e_shoff % 8 != 0) return null;
    const table: [*]const elf.Elf64_Shdr = @ptrFromInt(start.program + shown.e_shoff);
    return table[0..shown.e_shnum];
}
