//! Plain values, as the header's JSON and the plan's msgpack have them.

pub const Field = struct { name: []const u8, value: Value };
pub const Value = union(enum) {
    null,
    bool: bool,
    integer: i64,
    /// A number that is no integer, or one of more than 64 bits: no field takes either.
    number,
    text: []const u8,
    list: []const Value,
    map: []const Field,
};
