"""Names of WIT as names of JavaScript: words joined by hyphens become one in camel case."""

_OURS = ("App", "FlowError", "loadArchive", "open")
_LANGUAGE = (
    "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger",
    "default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally",
    "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new",
    "null", "package", "private", "protected", "public", "return", "static", "super", "switch",
    "this", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield",
)  # fmt: skip
_TAKEN = frozenset((*_OURS, *_LANGUAGE))


def identifier(name: str) -> str:
    """Return a flow's name as an identifier; one that is taken gets an underscore."""
    made = camel(name)
    return f"{made}_" if made in _TAKEN else made


def camel(name: str) -> str:
    """Return words joined by hyphens as one word in camel case."""
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def type_name(name: str) -> str:
    """Return a type's name as TypeScript has it."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("-"))
