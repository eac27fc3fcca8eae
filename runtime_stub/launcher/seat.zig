//! What flowc writes into the launcher when it makes an executable: where things lie in the program,
//! and whose signature an archive must have.
//!
//! It is part of the launcher's own image, so an archive can bring none of it along. flowc finds
//! it by its mark; `compiler/flowc/bundle/seat.py` writes these bytes.

const builtin = @import("builtin");

pub const most_keys = 16;

pub const Seat = extern struct {
    mark: [16]u8,
    /// Addresses count from where the program lies; little-endian, as this machine's numbers are.
    launcher_at: u64,
    archive_at: u64,
    archive_size: u64,
    /// Where the system puts the address of what finds functions, for the engine and for us: `dlsym`, or
    /// `GetProcAddress`; and on Windows that of `GetModuleHandleA`.
    dlsym_at: u64,
    modules_at: u64,
    /// The engine's constructors: a list of so many, or on Windows one.
    init_at: u64,
    init_count: u64,
    /// Where the program holds the engine's library, if it does and the library is not the program.
    engine_at: u64,
    engine_size: u64,
    /// The native code that the program's file is the file of, too, if it is.
    face_at: u64,
    threshold: u32,
    key_count: u32,
    package_size: u32,
    _spare: u32,
    /// SHA-256 of the engine's library, where it is not the program; else zeros.
    engine: [32]u8,
    package: [256]u8,
    keys: [most_keys][32]u8,
};

export const flowc_seat: Seat linksection(if (builtin.os.tag == .macos) "__TEXT,__flowc" else ".flowc") = empty: {
    var seat = @import("std").mem.zeroes(Seat);
    seat.mark = "flowc launcher 5".*;
    break :empty seat;
};

/// The seat as it stands in the file. The compiler knows what it was built with, and must not use
/// that: it is shown an address that may be any.
pub fn get() *const Seat {
    return asm volatile (""
        : [out] "=r" (-> *const Seat),
        : [in] "0" (&flowc_seat),
    );
}
