"""Calls without tasks: what the transpiler writes, less what only components that wait ask for.

The transpiler keeps books of tasks for each call of a component, and for each call between two:
promises, locks, and what each has lent. Nothing can read them where no function of the component
waits, it imports nothing, and its parts share no resources; most fused components are so, and a
function of theirs is just called. What is read of the transpiler's text stands here as it writes
it, and a script that has anything else is left as it is. Decision 44 says why.
"""

import re
from collections.abc import Iterator

from flowc.web import access
from flowc.web.inline import constant

_GENERATOR = "  let gen= (function* _initGenerator () {\n"
_TAKEN = f"  const {{ Memory, accesses, idle }} = {constant('memories')};\n"
_BEGUN = "    const accessTo = accesses();\n    let trapped = false;\n"
_MODULES = re.compile(r"^  const module\d+ = getCoreModule\(.*\n", re.MULTILINE)
_HEAD = re.compile(r'\A"use components";\nexport function instantiate\(.*\{\n')
_NAME = r"[A-Za-z_$][\w$]*"
_DEFINED = re.compile(rf" *(?:async )?(?:function\*?|class|const|let|var) ({_NAME})")
_LINE = re.compile(r".*\n")
_QUOTED = re.compile(
    r"//.*|/\*(?:.|\n)*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
)
_WORD = re.compile(rf"(?<![\w$.]){_NAME}")
_PLAIN = frozenset({
    "ComponentError", "TEXT_DECODER_UTF8", "TEXT_ENCODER_UTF8", "WebAssemblyRuntimeError",
    "_isValidNumericPrimitive", "_requireValidNumericPrimitive", "_utf8AllocateAndEncode",
    "clampGuest", "throwInvalidBool", "toInt16", "toInt32", "toInt64", "toInt8", "toUint16",
    "toUint32", "toUint64", "toUint8", "validateGuestChar", "validateHostChar",
})  # fmt: skip
"""What the transpiler defines that only turns values into others."""


def _spaced(text: str) -> str:
    """Return a pattern of a text as it may be spaced; `#` is a number in it, and `...` a line."""
    words = (re.escape(word) for word in text.split())
    return r"\s*".join(words).replace(r"\#", r"\d+").replace(r"\.\.\.", ".*")


_TASK = "taskID: task.id(), componentIdx: task.componentIdx(), fn: () =>"
_BEGIN = _spaced("""
    const hostProvided = false; getOrCreateAsyncState(#).throwIfTrapped();
    const [task, _wasm_call_currentTaskID] = createNewCurrentTask({ componentIdx: #, isAsync: false,
    isManualAsync: false, preserveFutureResult: false, entryFnName: ... getCallbackFn: () => null,
    callbackFnName: null, errHandling: ... callingWasmExport: true, });
    task.setCalleeIsAsync(false); const started = task.enterSync();
    CURRENT_TASK_MAY_BLOCK.value = task.mayBlock() ? 1 : 0; if (...) {
    task.setReturnMemoryIdx(...); task.setReturnMemory(...); }""")
_ENTER = _spaced(f"return _withGlobalCurrentTaskMeta({{ {_TASK} {{ try {{")
_CALL = _spaced(f"_withGlobalCurrentTaskMeta({{ {_TASK} CALL, }});").replace("CALL", "(.*)")
_TRAPPED = _spaced("""
    getOrCreateAsyncState(#).markTrapped(err);
    task.setErrored(err); task.reject(err); task.exit();""")
_LEAVE = _spaced("""
    let cstate = getOrCreateAsyncState(#);
    cstate.mayLeave = false; postReturn#(ret); cstate.mayLeave = true;""")
_FAILED = _spaced("""
    } catch (err) { if (!task.isResolvedState()) { task.setErrored(err); task.reject(err); }
    if (!task.isExited()) { task.exit({ skipExclusiveLockCheck: true }); } throw err; } }, });""")

_ENTERED = '"wasm trap: cannot enter component instance"'
_COPY = (
    r"new Uint8Array\((memory\d+)\.buffer, to_ptr, len\)"
    r"\.set\(new Uint8Array\((memory\d+)\.buffer, from_ptr, len\)\);"
)
_RULES = tuple(
    (re.compile(pattern, re.MULTILINE), instead)
    for pattern, instead in (
        # A call of an export, from its begin to its end; `reset` after it leaves no component.
        (_BEGIN, f"if (trapped) throw new WebAssembly.RuntimeError({_ENTERED});"),
        (_ENTER, ""),
        (_CALL, r"\1;"),
        (_TRAPPED, "trapped ||= err instanceof WebAssembly.RuntimeError;"),
        (_LEAVE.replace(r"postReturn\d+\(ret\);", r"(postReturn\d+\(ret\);)"), r"\1"),
        (r"^ *task\.(?:resolve\(\[[^;]*?\]\)|exit\(\));\n", ""),
        (_FAILED, ""),
        # Calls between components: nobody reads which task is the innermost, nor what it keeps.
        (r"(= )_symmetricSyncGuestCallEnter;", r"\1idle().enter;"),
        (r"(= )_symmetricSyncGuestCallExit;", r"\1idle().leave;"),
        (r"contextGet\.bind\(null, \{ slot: \d+ \}\)", "idle().get"),
        (r"contextSet\.bind\(null, \{ slot: \d+ \}\)", "idle().set"),
        # What suspends.
        (r"Object\.assign\((.*?), \{ _jcoMaySuspend: false \}\)", r"\1"),
        (r"^ *let \w+Async;\n", ""),
        (r"^ *try \{\s+\w+Async = .*\s+\} catch\(err\) \{\s+.*\s+\}\n", ""),
        (r"^ *INSTANCE_FLAGS\.set\(.*\n", ""),
        (r"^ *Promise\.all\(\[module.*\n", ""),
        # Memories, by views that are kept.
        (r"let (memory\d+);", r"const \1 = new Memory();"),
        (r"^( *)(memory\d+) = (\w+\.\w+);", r"\1\2.of(\3);"),
        (r"dataView\((memory\d+)\)", r"\1.view"),
        (r"TEXT_DECODER_UTF8\.decode\(new Uint8Array\((memory\d+)\.buffer, (\w+), (\w+)\)\)",
         r"\1.text(\2, \3)"),
        (r"_utf8AllocateAndEncode\((\w+), (realloc\d+), (memory\d+)\)", r"\3.put(\1, \2)"),
        (_COPY, r"\1.copy(to_ptr, \2, from_ptr, len);"),
    )
)  # fmt: skip


def direct(script: str) -> str:
    """Return a script whose calls keep no books, or the same one where it needs them.

    It asks for what the runtime's `memories` has.
    """
    before, _, after = script.partition(_GENERATOR)
    for pattern, instead in _RULES:
        after = pattern.sub(instead, after)
    rewritten = access.rewritten(after)
    head, modules = _HEAD.match(before), _MODULES.findall(before)
    if not rewritten or not head or "task" in _words(rewritten):
        return script
    needed = _needed(before, rewritten)
    if needed is None:
        return script
    parts = [head[0], _TAKEN, *needed, *modules, _GENERATOR, _BEGUN, rewritten]
    return "".join(parts)


def _needed(before: str, text: str) -> list[str] | None:
    """Return the definitions that a text asks for, or nothing if one of them is not plain."""
    defined = dict(_definitions(before))
    found, waiting = dict[str, str](), [text]
    while waiting:
        for name in _words(waiting.pop()):
            if name in defined and name not in found and not _MODULES.match(defined[name]):
                found[name] = defined[name]
                waiting.append(found[name])
    return [found[name] for name in sorted(found)] if _PLAIN.issuperset(found) else None


def _words(text: str) -> list[str]:
    """Return the names in a text, which are not in its comments or plain strings."""
    return _WORD.findall(_QUOTED.sub(lambda found: found[0] if found[0][0] == "`" else "", text))


def _definitions(before: str) -> Iterator[tuple[str, str]]:
    """Yield what the function of a script defines before it begins, by name."""
    bare = _QUOTED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), before)
    depth, start, name = 0, 0, ""
    for line in _LINE.finditer(bare):
        if depth == 1 and not name and (found := _DEFINED.match(line[0])):
            start, name = line.start(), found[1]
        depth += sum(map(line[0].count, "({[")) - sum(map(line[0].count, ")}]"))
        if depth == 1 and name:
            yield name, before[start : line.end()]
            name = ""
