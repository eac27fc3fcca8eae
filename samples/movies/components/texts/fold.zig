//! The letters of Latin-1 and Latin Extended-A (U+00C0 to U+017F) without their marks.

/// One character for each letter; `-` is none at all, `+` stands for two.
const bases =
    "aaaaaa+ceeeeiiiidnooooo-ouuuuy++aaaaaa+ceeeeiiiidnooooo-ouuuuy+y" ++
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii--jjkk-llllll-" ++
    "-llnnnnnn---oooooo++rrrrrrsssssssstttt--uuuuuuuuuuuuwwyyyzzzzzz-";

/// The ASCII letters that a character in two bytes of UTF-8 comes to, its first being C3 to C5.
pub fn base(lead: u8, trail: u8) []const u8 {
    const index = (@as(usize, lead) - 0xc3) * 64 + (trail & 0x3f);
    return switch (bases[index]) {
        '-' => "",
        '+' => pair(index + 0xc0),
        else => bases[index .. index + 1],
    };
}

fn pair(point: usize) []const u8 {
    return switch (point) {
        0xc6, 0xe6 => "ae",
        0xdf => "ss",
        0xde, 0xfe => "th",
        else => "oe",
    };
}
