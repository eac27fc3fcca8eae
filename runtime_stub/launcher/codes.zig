//! The messages that the launcher shares with `flowrt`; `build.py` writes this file.

const std = @import("std");

pub const Code = struct {
    code: []const u8,
    level: []const u8,
    title: []const u8,
    rule: []const u8,
    help: []const u8,
    exit: u8,
};

pub fn find(comptime code: []const u8) Code {
    @setEvalBranchQuota(10_000);
    for (all) |one| if (std.mem.eql(u8, one.code, code)) return one;
    @compileError("there is no message " ++ code);
}

pub const all = [_]Code{
    .{ .code = "R101", .level = "refused", .title = "this is not a flow archive", .rule = "FORMAT 2.1", .help = "give a .flowpack file that `flowc build` wrote", .exit = 3 },
    .{ .code = "R102", .level = "refused", .title = "this archive has a format version that is not supported", .rule = "FORMAT 2.1", .help = "use the flowrt release that matches the flowc that built it, or build it again", .exit = 3 },
    .{ .code = "R103", .level = "refused", .title = "the archive ends too early", .rule = "FORMAT 2.2", .help = "fetch or build it again", .exit = 3 },
    .{ .code = "R104", .level = "refused", .title = "a length in the archive is out of bounds", .rule = "FORMAT 2.2", .help = "fetch or build it again", .exit = 3 },
    .{ .code = "R105", .level = "refused", .title = "a padding byte is not zero", .rule = "FORMAT 2.3", .help = "the archive was changed after it was built; fetch or build it again", .exit = 3 },
    .{ .code = "R106", .level = "refused", .title = "the signature block is malformed", .rule = "FORMAT 4.1", .help = "fetch or build it again", .exit = 3 },
    .{ .code = "R107", .level = "refused", .title = "the header is not canonical JSON", .rule = "FORMAT 3.1", .help = "build the archive again", .exit = 3 },
    .{ .code = "R108", .level = "refused", .title = "a header field is not what the format says", .rule = "FORMAT 3.2", .help = "build the archive again; if flowc is newer than flowrt, update flowrt", .exit = 3 },
    .{ .code = "R109", .level = "refused", .title = "the blob table does not match the file", .rule = "FORMAT 5.1", .help = "fetch or build the archive again", .exit = 3 },
    .{ .code = "R110", .level = "error", .title = "the file cannot be read", .rule = "", .help = "check the path and its permissions", .exit = 1 },
    .{ .code = "R111", .level = "error", .title = "the file cannot be written", .rule = "", .help = "check the path and its permissions; nothing was run", .exit = 1 },
    .{ .code = "R201", .level = "refused", .title = "no trusted key signed this archive", .rule = "FORMAT 4.3", .help = "if you trust the publisher, add its public key to the trust file", .exit = 3 },
    .{ .code = "R202", .level = "refused", .title = "a signature does not fit the header", .rule = "FORMAT 4.3", .help = "fetch or build the archive again; nothing in it was run", .exit = 3 },
    .{ .code = "R203", .level = "refused", .title = "a signature carries the wrong key id", .rule = "FORMAT 4.3", .help = "fetch or build the archive again; nothing in it was run", .exit = 3 },
    .{ .code = "R204", .level = "refused", .title = "the archive was changed after it was signed", .rule = "FORMAT 5.3", .help = "rebuild or fetch it again; nothing in it was run", .exit = 3 },
    .{ .code = "R205", .level = "refused", .title = "the signer is not trusted for this package", .rule = "FORMAT 6.2", .help = "if it should be, add the package to the publisher's `packages` in the trust file", .exit = 3 },
    .{ .code = "R206", .level = "refused", .title = "too few trusted keys signed this archive", .rule = "FORMAT 6.2", .help = "have another of the publisher's keys sign it", .exit = 3 },
    .{ .code = "R207", .level = "refused", .title = "the archive has expired", .rule = "FORMAT 6.3", .help = "fetch a newer build; if the clock of this machine is wrong, set it", .exit = 3 },
    .{ .code = "R212", .level = "refused", .title = "the archive needs what was not allowed", .rule = "FORMAT 3.3", .help = "allow it with `--allow NAME`, if the publisher may have it; nothing in it was run", .exit = 3 },
    .{ .code = "R213", .level = "refused", .title = "the component imports more than the archive lists", .rule = "FORMAT 3.3", .help = "build it again with flowc; nothing in it was run", .exit = 3 },
    .{ .code = "R223", .level = "refused", .title = "an executable cannot ask services", .rule = "FORMAT 7.5", .help = "run the archive with `flowrt run`", .exit = 3 },
    .{ .code = "R301", .level = "refused", .title = "the plan is not canonical msgpack", .rule = "FORMAT 7.1", .help = "build the archive again", .exit = 3 },
    .{ .code = "R302", .level = "refused", .title = "a field of the plan is not what the format says", .rule = "FORMAT 7.2", .help = "build the archive again; if flowc is newer than flowrt, update flowrt", .exit = 3 },
    .{ .code = "R303", .level = "refused", .title = "the plan has a version that is not supported", .rule = "FORMAT 7.1", .help = "use the flowrt release that matches the flowc that built it, or build it again", .exit = 3 },
    .{ .code = "R304", .level = "refused", .title = "the plan does not belong to this header", .rule = "FORMAT 7.3", .help = "build the archive again", .exit = 3 },
    .{ .code = "R305", .level = "refused", .title = "a type in the plan is malformed", .rule = "FORMAT 7.4", .help = "build the archive again", .exit = 3 },
    .{ .code = "R400", .level = "error", .title = "the archive has no such flow", .rule = "", .help = "use one of the expected names", .exit = 2 },
    .{ .code = "R401", .level = "error", .title = "the input is not JSON", .rule = "", .help = "correct the text at the named place", .exit = 1 },
    .{ .code = "R402", .level = "error", .title = "a value is of the wrong kind", .rule = "", .help = "give a value of the expected type", .exit = 1 },
    .{ .code = "R403", .level = "error", .title = "a number does not fit its type", .rule = "", .help = "give a number within the range of the expected type", .exit = 1 },
    .{ .code = "R404", .level = "error", .title = "a field is missing", .rule = "", .help = "add the field; only one of an option type or with a default may be left out", .exit = 1 },
    .{ .code = "R405", .level = "error", .title = "a field is not one of the type's", .rule = "", .help = "remove the field or correct its name", .exit = 1 },
    .{ .code = "R406", .level = "error", .title = "a field is given twice", .rule = "", .help = "remove one of the two", .exit = 1 },
    .{ .code = "R407", .level = "error", .title = "this is not a case of the type", .rule = "", .help = "use one of the expected names", .exit = 1 },
    .{ .code = "R408", .level = "error", .title = "the input is larger than its limit", .rule = "", .help = "give a smaller input, or build the archive with higher limits", .exit = 1 },
    .{ .code = "R409", .level = "fault", .title = "the result cannot be written as JSON", .rule = "", .help = "have the flow give an option or a result where a number may be missing", .exit = 4 },
    .{ .code = "R410", .level = "fault", .title = "a component trapped", .rule = "", .help = "the named function failed on this input; report it to the component's author", .exit = 4 },
    .{ .code = "R411", .level = "fault", .title = "the flow cannot compute this value", .rule = "", .help = "guard the expression at the named place, or use a wider type", .exit = 4 },
    .{ .code = "R412", .level = "fault", .title = "the flow ran longer than its deadline", .rule = "", .help = "allow more time, or give a smaller input", .exit = 4 },
    .{ .code = "R413", .level = "fault", .title = "the flow used up its fuel", .rule = "", .help = "allow more fuel, or give a smaller input", .exit = 4 },
    .{ .code = "R414", .level = "fault", .title = "the flow could not be started", .rule = "", .help = "build the archive with higher limits, or run it where they are not narrowed", .exit = 4 },
    .{ .code = "R415", .level = "fault", .title = "the stack is exhausted", .rule = "", .help = "the input may be nested too deeply; else report it to the component's author", .exit = 4 },
    .{ .code = "R416", .level = "fault", .title = "the flow's input or result could not be handled", .rule = "", .help = "give a smaller input or raise the memory limit; if neither helps, report it to flowc", .exit = 4 },
    .{ .code = "R417", .level = "fault", .title = "the result is larger than its limit", .rule = "", .help = "give a smaller input, or build the archive with higher limits", .exit = 4 },
    .{ .code = "R418", .level = "fault", .title = "the archive's component cannot be used", .rule = "", .help = "build the archive again with flowc", .exit = 4 },
    .{ .code = "R419", .level = "fault", .title = "a component used what it was not granted", .rule = "", .help = "grant it where the flow uses the component: `use .. needs ..`", .exit = 4 },
    .{ .code = "R420", .level = "error", .title = "the WebAssembly engine cannot be used", .rule = "", .help = "install flowc again with its dependencies: pip install --force-reinstall flowc", .exit = 70 },
    .{ .code = "R421", .level = "error", .title = "the command line is not understood", .rule = "", .help = "see what the command takes with `--help`", .exit = 2 },
    .{ .code = "R430", .level = "fault", .title = "a service failed", .rule = "", .help = "look at the service; `with { retry: 3, fallback: .. }` says what to do without it", .exit = 4 },
    .{ .code = "R432", .level = "fault", .title = "a value cannot be kept while the flow waits", .rule = "", .help = "have the flow give an option or a result where a number may be missing", .exit = 4 },
    .{ .code = "R440", .level = "fault", .title = "the flow used up its memory", .rule = "", .help = "allow more memory, or give a smaller input", .exit = 4 },
    .{ .code = "R441", .level = "fault", .title = "a limit cannot be kept here", .rule = "", .help = "bound each memory with `memory_bytes` and their number with `memories`", .exit = 4 },
    .{ .code = "R465", .level = "error", .title = "the engine that this executable needs is not installed", .rule = "FORMAT 5.4", .help = "install flowc of the version that built it, and run `flowrt engine`", .exit = 70 },
    .{ .code = "R466", .level = "refused", .title = "the engine's library is not the one that this executable was built for", .rule = "FORMAT 5.4", .help = "run `flowrt engine` to put a sound one there", .exit = 3 },
    .{ .code = "R580", .level = "error", .title = "this would write over a file that is read", .rule = "", .help = "name another file; this one is as it was, and nothing was run", .exit = 1 },
    .{ .code = "R581", .level = "error", .title = "the system refused to read or write", .rule = "", .help = "see that it is open, that there is room and that you may, and run it again", .exit = 1 },
};
