//! Tables of functions that are found by their names when the program runs.

const std = @import("std");

/// Fill a table by what finds a function; the name of one that is not there, or null.
pub fn fill(comptime Table: type, table: *Table, finder: anytype) ?[:0]const u8 {
    inline for (comptime std.meta.fieldNames(Table)) |name| {
        @field(table, name) = @ptrCast(@alignCast(finder.find(name) orelse return name));
    }
    return null;
}
