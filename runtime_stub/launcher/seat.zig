//! What flowc writes into the launcher when it makes an executable: where things lie in the file,
//! what the engine's library must hash to, and whose signature an archive must have.
//!
//! It is part of the launcher's own image, so an archive can bring none of it along. flowc finds
//! it by its mark; `compiler/flowc/bundle/seat.py` writes these bytes.

pub const chunk_bytes = 1 << 20;
pub const most_chunks = 64;
pub const most_keys = 16;

pub const Seat = extern struct {
    mark: [16]u8,
    /// Bytes from the start of the file; little-endian, as this machine's numbers are.
    archive_at: u64,
    archive_size: u64,
    library_at: u64,
    library_size: u64,
    /// SHA-256 of the library's digests by chunk, one behind the other.
    library_digest: [32]u8,
    threshold: u32,
    key_count: u32,
    chunk_count: u32,
    package_size: u32,
    package: [256]u8,
    keys: [most_keys][32]u8,
    /// SHA-256 of each `chunk_bytes` of the library, the last of what is left.
    chunks: [most_chunks][32]u8,
};

export const flowc_seat: Seat linksection(".flowc") = empty: {
    var seat = @import("std").mem.zeroes(Seat);
    seat.mark = "flowc launcher 1".*;
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
