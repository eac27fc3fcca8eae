//! movies:texts@0.1.0: clean titles, genres and names out of a table's text columns.
const std = @import("std");
const cabi = @import("cabi");
const fold = @import("fold.zig");
const String = cabi.String;
const Text = []const u8;

const CleanTitle = extern struct { text: String, sorted: String, slug: String };
const Problem = extern struct { case: enum(u8) { empty, control }, char: u32 = 0 };
const Cleaned = extern struct { is_err: bool, value: extern union { ok: CleanTitle, err: Problem } };
const Genres = extern struct { is_err: bool, value: extern union { ok: u32, err: String } };

/// In the order of the WIT flags: a genre's place is its bit.
const genres = [_]Text{
    "Action",  "Adventure", "Animation", "Biography", "Comedy",   "Crime",   "Documentary",
    "Drama",   "Family",    "Fantasy",   "History",   "Horror",   "Music",   "Musical",
    "Mystery", "Romance",   "Sci-Fi",    "Sport",     "Thriller", "War",     "Western",
};

const genre_bits = bits: {
    var entries: [genres.len]struct { Text, u32 } = undefined;
    for (genres, 0..) |name, bit| entries[bit] = .{ name, 1 << bit };
    break :bits std.StaticStringMap(u32).initComptime(entries);
};

/// What follows a comma and still belongs to the name before it.
const suffixes = std.StaticStringMap(void).initComptime(.{
    .{"Jr."}, .{"Jr"}, .{"Sr."}, .{"Sr"}, .{"II"}, .{"III"}, .{"IV"},
});

var cleaned: Cleaned = undefined;
var found: Genres = undefined;
var names: cabi.List(String) = undefined;

fn clean(ptr: [*]const u8, len: usize, year: u32) callconv(.c) *const Cleaned {
    for (ptr[0..len]) |byte| {
        if (std.ascii.isControl(byte)) return refuse(.{ .case = .control, .char = byte });
    }
    const text = withoutKind(plain(ptr[0..len]));
    if (text.len == 0) return refuse(.{ .case = .empty });
    cleaned = .{ .is_err = false, .value = .{ .ok = .{
        .text = .of(text),
        .sorted = .of(sorted(text)),
        .slug = .of(slug(text, year)),
    } } };
    return &cleaned;
}

fn refuse(problem: Problem) *const Cleaned {
    cleaned = .{ .is_err = true, .value = .{ .err = problem } };
    return &cleaned;
}

/// Curly quotes and dashes as ASCII, runs of spaces as one, none at the ends.
fn plain(raw: Text) Text {
    const out = cabi.alloc(u8, raw.len);
    var end: usize = 0;
    var at: usize = 0;
    while (at < raw.len) {
        const sign = asciiSign(raw[at..]);
        const byte = sign orelse raw[at];
        at += if (sign == null) 1 else 3;
        if (byte == ' ' and (end == 0 or out[end - 1] == ' ')) continue;
        out[end] = byte;
        end += 1;
    }
    return std.mem.trimEnd(u8, out[0..end], " ");
}

fn asciiSign(text: Text) ?u8 {
    if (text.len < 3 or text[0] != 0xe2 or text[1] != 0x80) return null;
    return switch (text[2]) {
        0x93, 0x94 => '-',
        0x98, 0x99 => '\'',
        else => null,
    };
}

/// Drops what an encyclopaedia adds to tell titles apart: "(film)", "(2011 film)".
fn withoutKind(text: Text) Text {
    if (!std.mem.endsWith(u8, text, "film)")) return text;
    const open = std.mem.lastIndexOfScalar(u8, text, '(') orelse return text;
    const kind = text[open + 1 .. text.len - "film)".len];
    const dated = kind.len == 5 and kind[4] == ' ' and allDigits(kind[0..4]);
    return if (kind.len == 0 or dated) std.mem.trimEnd(u8, text[0..open], " ") else text;
}

fn allDigits(text: Text) bool {
    for (text) |byte| if (!std.ascii.isDigit(byte)) return false;
    return true;
}

fn sorted(text: Text) Text {
    for ([_]Text{ "The", "An", "A" }) |article| {
        const rest = std.mem.cutPrefix(u8, text, article) orelse continue;
        if (rest.len > 1 and rest[0] == ' ') return cabi.join(&.{ rest[1..], ", ", article });
    }
    return text;
}

/// Lower-case ASCII letters and digits and the year; every run of anything else is one hyphen, but
/// letters of Europe count as their base, "&" as "and", and apostrophes as nothing.
fn slug(text: Text, year: u32) Text {
    const out = cabi.alloc(u8, text.len * 5 + 16);
    var writer = Slug{ .out = out };
    var at: usize = 0;
    while (at < text.len) : (at += 1) {
        switch (text[at]) {
            '\'' => {},
            '&' => writer.word("and"),
            0xc3...0xc5 => |lead| {
                at += 1;
                writer.add(fold.base(lead, text[at]));
            },
            else => |byte| if (std.ascii.isAlphanumeric(byte)) {
                writer.add(&.{std.ascii.toLower(byte)});
            } else writer.add(""),
        }
    }
    var digits: [10]u8 = undefined;
    writer.word(std.fmt.bufPrint(&digits, "{d}", .{year}) catch @trap());
    return out[0..writer.end];
}

const Slug = struct {
    out: []u8,
    end: usize = 0,
    gap: bool = false,

    /// Nothing to add makes a gap.
    fn add(self: *Slug, letters: Text) void {
        if (letters.len == 0) self.gap = true;
        for (letters) |letter| {
            if (self.gap and self.end > 0) self.put('-');
            self.gap = false;
            self.put(letter);
        }
    }

    fn word(self: *Slug, letters: Text) void {
        self.gap = true;
        self.add(letters);
        self.gap = true;
    }

    fn put(self: *Slug, byte: u8) void {
        self.out[self.end] = byte;
        self.end += 1;
    }
};

fn readGenres(ptr: [*]const u8, len: usize) callconv(.c) *const Genres {
    found = .{ .is_err = false, .value = .{ .ok = 0 } };
    var parts = std.mem.splitScalar(u8, ptr[0..len], ',');
    while (parts.next()) |part| {
        const name = std.mem.trim(u8, part, " ");
        if (name.len == 0) continue;
        if (genre_bits.get(name)) |bit| {
            found.value.ok |= bit;
        } else {
            found = .{ .is_err = true, .value = .{ .err = .of(name) } };
            return &found;
        }
    }
    return &found;
}

fn splitNames(ptr: [*]const u8, len: usize) callconv(.c) *const cabi.List(String) {
    const text = ptr[0..len];
    const list = cabi.alloc(String, std.mem.countScalar(u8, text, ',') + 1);
    var count: usize = 0;
    var parts = std.mem.splitScalar(u8, text, ',');
    while (parts.next()) |part| {
        const name = plain(part);
        if (name.len == 0) continue;
        if (count > 0 and suffixes.has(name)) {
            list[count - 1] = .of(cabi.join(&.{ list[count - 1].slice(), ", ", name }));
        } else {
            list[count] = .of(name);
            count += 1;
        }
    }
    names = .of(list[0..count]);
    return &names;
}

comptime {
    const interface = "movies:texts/texts@0.1.0";
    cabi.exportFunction(interface, "clean", &clean);
    cabi.exportFunction(interface, "read-genres", &readGenres);
    cabi.exportFunction(interface, "split-names", &splitNames);
}
