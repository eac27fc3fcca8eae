//! cars:names@0.1.0: make, model, slug and traits out of a car's name.
const std = @import("std");
const cabi = @import("cabi");
const String = cabi.String;

const Traits = packed struct(u8) {
    station_wagon: bool = false,
    hatchback: bool = false,
    pickup: bool = false,
    coupe: bool = false,
    diesel: bool = false,
    turbo: bool = false,
    automatic: bool = false,
    manual: bool = false,

    fn with(self: Traits, more: Traits) Traits {
        return @bitCast(@as(u8, @bitCast(self)) | @as(u8, @bitCast(more)));
    }
};

const CleanName = extern struct { make: String, words: cabi.List(String), slug: String, traits: Traits };
const Problem = extern struct { case: enum(u8) { empty, unknown_make, no_model }, text: String };
const Cleaned = extern struct { is_err: bool, value: extern union { ok: CleanName, err: Problem } };

/// Words in parentheses that only describe; they leave the model.
const asides = std.StaticStringMap(Traits).initComptime(.{
    .{ "(sw)", Traits{ .station_wagon = true } },
    .{ "(diesel)", Traits{ .diesel = true } },
    .{ "(turbo)", Traits{ .turbo = true } },
    .{ "(auto)", Traits{ .automatic = true } },
    .{ "(man)", Traits{ .manual = true } },
});

/// Words that describe and belong to the model.
const hints = std.StaticStringMap(Traits).initComptime(.{
    .{ "wagon", Traits{ .station_wagon = true } },
    .{ "hatchback", Traits{ .hatchback = true } },
    .{ "pickup", Traits{ .pickup = true } },
    .{ "coupe", Traits{ .coupe = true } },
    .{ "diesel", Traits{ .diesel = true } },
    .{ "turbo", Traits{ .turbo = true } },
});

/// Every spelling found in the wild to the maker's own.
const makes = std.StaticStringMap([]const u8).initComptime(.{
    .{ "amc", "AMC" },               .{ "audi", "Audi" },
    .{ "bmw", "BMW" },               .{ "buick", "Buick" },
    .{ "cadillac", "Cadillac" },     .{ "chevroelt", "Chevrolet" },
    .{ "chevrolet", "Chevrolet" },   .{ "chevy", "Chevrolet" },
    .{ "chrysler", "Chrysler" },     .{ "citroen", "Citroen" },
    .{ "datsun", "Datsun" },         .{ "dodge", "Dodge" },
    .{ "fiat", "Fiat" },             .{ "ford", "Ford" },
    .{ "honda", "Honda" },           .{ "maxda", "Mazda" },
    .{ "mazda", "Mazda" },           .{ "mercedes", "Mercedes-Benz" },
    .{ "mercury", "Mercury" },       .{ "mercedes-benz", "Mercedes-Benz" },
    .{ "nissan", "Nissan" },         .{ "oldsmobile", "Oldsmobile" },
    .{ "opel", "Opel" },             .{ "peugeot", "Peugeot" },
    .{ "plymouth", "Plymouth" },     .{ "pontiac", "Pontiac" },
    .{ "renault", "Renault" },       .{ "saab", "Saab" },
    .{ "subaru", "Subaru" },         .{ "toyota", "Toyota" },
    .{ "toyouta", "Toyota" },        .{ "triumph", "Triumph" },
    .{ "vokswagen", "Volkswagen" },  .{ "volkswagen", "Volkswagen" },
    .{ "volvo", "Volvo" },           .{ "vw", "Volkswagen" },
});

var cleaned: Cleaned = undefined;
var titled: String = undefined;

fn clean(ptr: [*]const u8, len: usize) callconv(.c) *const Cleaned {
    const text = cabi.alloc(u8, len);
    _ = std.ascii.lowerString(text, ptr[0..len]);
    const words = cabi.alloc(String, len / 2 + 1);
    var traits = Traits{};
    var count: usize = 0;
    var split = std.mem.tokenizeScalar(u8, text, ' ');
    while (split.next()) |word| {
        if (asides.get(word)) |trait| {
            traits = traits.with(trait);
        } else {
            if (hints.get(word)) |trait| traits = traits.with(trait);
            words[count] = .of(if (std.mem.eql(u8, word, "accelerationord")) "accord" else word);
            count += 1;
        }
    }
    return build(words[0..count], traits);
}

fn build(words: []const String, traits: Traits) *const Cleaned {
    if (words.len == 0) return refuse(.empty, "");
    const first = words[0].slice();
    const make = makes.get(first) orelse return refuse(.unknown_make, first);
    const rest = if (isSplitMercedes(words)) words[2..] else words[1..];
    if (rest.len == 0) return refuse(.no_model, make);
    cleaned = .{ .is_err = false, .value = .{ .ok = .{
        .make = .of(make),
        .words = .of(rest),
        .slug = .of(slug(make, rest)),
        .traits = traits,
    } } };
    return &cleaned;
}

fn refuse(case: @FieldType(Problem, "case"), text: []const u8) *const Cleaned {
    cleaned = .{ .is_err = true, .value = .{ .err = .{ .case = case, .text = .of(text) } } };
    return &cleaned;
}

fn isSplitMercedes(words: []const String) bool {
    return words.len > 1 and std.mem.eql(u8, words[0].slice(), "mercedes") and
        std.mem.eql(u8, words[1].slice(), "benz");
}

/// Lower-case ASCII letters and digits; every run of anything else is one hyphen, none at the ends.
fn slug(make: []const u8, words: []const String) []const u8 {
    var size = make.len;
    for (words) |word| size += 1 + word.len;
    const out = cabi.alloc(u8, size);
    var end = slugWord(out, 0, make);
    for (words) |word| end = slugWord(out, end, word.slice());
    return out[0..end];
}

fn slugWord(out: []u8, start: usize, word: []const u8) usize {
    var end = start;
    var gap = start > 0;
    for (word) |byte| {
        if (std.ascii.isAlphanumeric(byte)) {
            if (gap) {
                out[end] = '-';
                end += 1;
            }
            out[end] = std.ascii.toLower(byte);
            end += 1;
            gap = false;
        } else gap = end > 0;
    }
    return end;
}

fn titleCase(ptr: [*]u8, len: usize) callconv(.c) *const String {
    const word = ptr[0..len];
    if (isCode(word)) {
        for (word) |*byte| byte.* = std.ascii.toUpper(byte.*);
    } else for (word) |*byte| {
        if (std.ascii.isAlphabetic(byte.*)) {
            byte.* = std.ascii.toUpper(byte.*);
            break;
        }
    }
    titled = .of(word);
    return &titled;
}

/// Whether a word is a type code ("rx-4", "gl", "iii") rather than a word that is spoken.
fn isCode(word: []const u8) bool {
    if (std.mem.endsWith(u8, word, ".")) return false;
    if (word.len <= 2) return true;
    var digits = false;
    var vowels = false;
    var roman = true;
    var run: usize = 0;
    var longest: usize = 0;
    for (word) |byte| {
        digits = digits or std.ascii.isDigit(byte);
        vowels = vowels or std.mem.indexOfScalar(u8, "aeiouyAEIOUY", byte) != null;
        roman = roman and std.mem.indexOfScalar(u8, "ivxIVX", byte) != null;
        run = if (std.ascii.isAlphabetic(byte)) run + 1 else 0;
        longest = @max(longest, run);
    }
    return roman or !vowels or (digits and longest < 4);
}

comptime {
    const interface = "cars:names/names@0.1.0";
    cabi.exportFunction(interface, "clean", &clean);
    cabi.exportFunction(interface, "title-case", &titleCase);
}
