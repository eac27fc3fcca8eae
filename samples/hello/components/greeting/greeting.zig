//! hello:greeting@0.1.0: the smallest useful component.
const cabi = @import("cabi");

var result: cabi.String = undefined;

fn greet(ptr: [*]const u8, len: usize) callconv(.c) *const cabi.String {
    const name = if (len == 0) "world" else ptr[0..len];
    result = .of(cabi.join(&.{ "Hello, ", name, "!" }));
    return &result;
}

comptime {
    cabi.exportFunction("hello:greeting/greeting@0.1.0", "greet", &greet);
}
