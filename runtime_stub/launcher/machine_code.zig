//! Where machine code lies in what the engine compiled, which is an ELF file: in the section that can be executed.

const std = @import("std");
const elf = std.elf;

const page = 4096;

/// The whole pages of a file's machine code; none where there are none, or the file is not as the engine writes it.
pub fn within(file: []const u8) []const u8 {
    const head = header(file) orelse return "";
    for (0..head.e_shnum) |nth| {
        const one = section(file, head, nth) orelse return "";
        if (one.sh_flags & elf.SHF_EXECINSTR == 0) continue;
        if (one.sh_offset % page != 0 or one.sh_offset > file.len or one.sh_size > file.len - one.sh_offset) return "";
        return file[one.sh_offset..][0 .. one.sh_size / page * page];
    }
    return "";
}

pub fn header(file: []const u8) ?elf.Elf64_Ehdr {
    return of(elf.Elf64_Ehdr, file, 0);
}

pub fn section(file: []const u8, head: elf.Elf64_Ehdr, nth: usize) ?elf.Elf64_Shdr {
    return of(elf.Elf64_Shdr, file, head.e_shoff +| nth * @sizeOf(elf.Elf64_Shdr));
}

fn of(comptime T: type, file: []const u8, at: u64) ?T {
    if (at > file.len or @sizeOf(T) > file.len - at) return null;
    return std.mem.bytesToValue(T, file[@intCast(at)..][0..@sizeOf(T)]);
}
