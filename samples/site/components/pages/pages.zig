//! site:pages@0.1.0: an HTML page, with its table of contents, around a body.
const std = @import("std");
const cabi = @import("cabi");
const String = cabi.String;

const Entry = extern struct { depth: u8, text: String, anchor: String };

var result: String = undefined;

fn slug(ptr: [*]u8, len: usize) callconv(.c) *const String {
    const text = ptr[0..len];
    var end: usize = 0;
    var gap = false;
    for (text) |byte| {
        if (!std.ascii.isAlphanumeric(byte)) {
            gap = end > 0;
            continue;
        }
        if (gap) {
            text[end] = '-';
            end += 1;
        }
        // A hyphen takes the place of at least one byte, so `end` never passes the byte read.
        text[end] = std.ascii.toLower(byte);
        end += 1;
        gap = false;
    }
    result = .of(if (end == 0) "page" else text[0..end]);
    return &result;
}

fn wrap(
    title_ptr: [*]const u8,
    title_len: usize,
    site_ptr: [*]const u8,
    site_len: usize,
    entries: [*]const Entry,
    count: usize,
    body_ptr: [*]const u8,
    body_len: usize,
) callconv(.c) *const String {
    var page = Page{};
    page.raw("<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>");
    page.text(title_ptr[0..title_len]);
    page.raw(" · ");
    page.text(site_ptr[0..site_len]);
    page.raw("</title>\n</head>\n<body>\n");
    if (count > 0) page.contents(entries[0..count]);
    page.raw("<main>\n");
    page.raw(body_ptr[0..body_len]);
    page.raw("</main>\n</body>\n</html>\n");
    result = .of(page.bytes.items);
    return &result;
}

const Page = struct {
    bytes: std.ArrayList(u8) = .empty,

    fn raw(self: *Page, html: []const u8) void {
        self.bytes.appendSlice(cabi.memory, html) catch @trap();
    }

    fn text(self: *Page, plain: []const u8) void {
        for (plain) |byte| switch (byte) {
            '&' => self.raw("&amp;"),
            '<' => self.raw("&lt;"),
            '>' => self.raw("&gt;"),
            '"' => self.raw("&quot;"),
            else => self.bytes.append(cabi.memory, byte) catch @trap(),
        };
    }

    fn contents(self: *Page, entries: []const Entry) void {
        self.raw("<nav>\n<ul>\n");
        for (entries) |entry| {
            const depth = [_]u8{'0' + @as(u8, @min(entry.depth, 9))};
            self.raw("<li class=\"depth-");
            self.raw(&depth);
            self.raw("\"><a href=\"#");
            self.text(entry.anchor.slice());
            self.raw("\">");
            self.text(entry.text.slice());
            self.raw("</a></li>\n");
        }
        self.raw("</ul>\n</nav>\n");
    }
};

comptime {
    const interface = "site:pages/pages@0.1.0";
    cabi.exportFunction(interface, "slug", &slug);
    cabi.exportFunction(interface, "wrap", &wrap);
}
