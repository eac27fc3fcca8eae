"""Text -> Graph: the inverse of `print.text`, for tests and for tools.

In comes what `print.text` writes; out comes the same graph, sound as `verify` means it, with
every operation's span where it stands in this text. The first mistake goes to the report (F3xx)
and `Stopped` is raised. Not in the text: where types were declared, and uncalled functions.
"""

from dataclasses import replace
from typing import Final

from flowc.frontend import terms as t
from flowc.frontend.annotation import Annotation
from flowc.frontend.capability import Capabilities
from flowc.frontend.signature import Component, Declared, Function, Import, ImportSort
from flowc.ir.errors import BrokenRule
from flowc.ir.graph import Fill, FlowGraph, Graph, GraphParam
from flowc.ir.outside import read_annotations, read_fills, read_needs
from flowc.ir.reading.body import Body
from flowc.ir.reading.cursor import Cursor, Refused
from flowc.ir.reading.types import Types
from flowc.ir.verify import Broken, broken
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

_SORTS: Final[tuple[ImportSort, ...]] = ("function", "interface", "type", "component", "module")


def read(source: SourceFile, report: Report) -> Graph:
    """Return the graph that a text means."""
    return read_with(Reader(source), report)


def read_with(reader: "Reader", report: Report) -> Graph:
    """Return the graph that the rest of a text means, of which the reader then knows more."""
    try:
        graph = reader.graph()
    except Refused as refused:
        raise report.fail(refused.error) from None
    for one in broken(graph):
        report.add(BrokenRule(one.rule, span=reader.place(one)))
    report.stop_if_errors()
    return graph


class Reader:
    """A reader of declarations, in the order in which they stand.

    `binaries` are the digests of components by alias, `written` the places of operations by where
    these stand in the text, as far as it says either.
    """

    def __init__(self, source: SourceFile) -> None:
        self.cursor = Cursor(source)
        self.types = Types(self.cursor)
        self.components: dict[str, Component] = {}
        self.grants = dict[str, Capabilities]()
        self.fills: dict[str, tuple[Fill, ...]] = {}
        self.flows: list[FlowGraph] = []
        self.places: dict[str, Span] = {}
        self.binaries: dict[str, str] = {}
        self.written: dict[Span, str] = {}

    def place(self, broken_: Broken) -> Span:
        """Return where a graph breaks a rule."""
        if broken_.operation is not None:
            return broken_.operation.span
        return self.places[broken_.flow]

    def graph(self) -> Graph:
        """Read a package."""
        doc = self.cursor.doc()
        name, _, version = self.cursor.take("package").text.split()[1].partition("@")
        while self.cursor.next.kind != "end":
            self.declaration()
        own, flows = self.types.own, tuple(self.flows)
        grants = {alias: held for alias, held in self.grants.items() if held}
        fills = {alias: held for alias, held in self.fills.items() if held}
        return Graph(name, version, doc, self.components, own, flows, grants, fills)

    def declaration(self) -> None:
        """Read whatever stands next."""
        doc = self.cursor.doc()
        notes = read_annotations(self.cursor)
        if notes:
            self.flow(doc, notes)
            return
        match self.cursor.next.text:
            case "type":
                self.types.declaration()
            case "component" | "service":
                self.component()
            case "export" | "entry" | "flow":
                self.flow(doc)
            case _:
                self.cursor.refuse("`type`, `component`, `service`, `flow` or `export flow`")

    # --- components ------------------------------------------------------------------------------

    def component(self) -> None:
        """Read a component or a service."""
        service = self.cursor.skip("service")
        if not service:
            self.cursor.word("component")
        alias = self.cursor.path()
        self.grants[alias] = read_needs(self.cursor)
        self.cursor.word("{")
        if self.cursor.skip("binary"):
            self.binaries[alias] = self.cursor.string()
        imports = []
        while self.cursor.skip("import"):
            imports.append(self.import_())
        self.fills[alias] = read_fills(self.cursor)
        functions = self.functions()
        self.components[alias] = Component(functions, (), tuple(imports), service=service)

    def import_(self) -> Import:
        """Read what a component asks for."""
        sort = next((one for one in _SORTS if self.cursor.skip(one)), None)
        if sort is None:
            self.cursor.refuse(f"one of {', '.join(_SORTS)}")
        name = self.cursor.string()
        interface = name if sort == "interface" else ""
        self.cursor.word("{")
        types = []
        while self.cursor.skip("type"):
            label = self.cursor.string()
            self.cursor.word("=")
            types.append(Declared(interface, label, self.types.type()))
        functions = (replace(one, interface=interface) for one in self.functions())
        return Import(name, sort, tuple(functions), tuple(types))

    def functions(self) -> tuple[Function, ...]:
        """Read functions up to the end of what they are in."""
        functions = []
        while not self.cursor.skip("}"):
            functions.append(self.function())
        return tuple(functions)

    def function(self) -> Function:
        """Read a function's name and type."""
        interface, name = self.cursor.function()
        self.cursor.word(":")
        is_async = self.cursor.skip("async")
        self.cursor.word("func")
        params = self.cursor.several("(", self.types.field, ")")
        result = self.types.type() if self.cursor.skip("->") else None
        named = tuple(t.Param(param.name, param.type) for param in params)
        return Function(interface, name, t.FuncType(named, result, is_async))

    # --- flows -----------------------------------------------------------------------------------

    def flow(self, doc: str, notes: tuple[Annotation, ...] = ()) -> None:
        """Read a flow."""
        exported = self.cursor.skip("export")
        entry = not exported and self.cursor.skip("entry")
        self.cursor.word("flow")
        place = self.cursor.next.span
        name = self.cursor.path()
        body = Body(self.cursor, self.types)
        params = self.cursor.several("(", lambda: self.param(body), ")")
        self.cursor.word("->")
        result = self.types.type()
        needs = read_needs(self.cursor)
        region = body.region(tuple(param.value for param in params), "return")
        self.places[name] = place
        self.written |= body.places
        made = FlowGraph(name, exported, doc, params, result, region, needs, entry, notes)
        self.flows.append(made)

    def param(self, body: Body) -> GraphParam:
        """Read a parameter."""
        doc = self.cursor.doc()
        number = body.number()
        name = self.cursor.take("name").text
        self.cursor.word(":")
        value = body.define(number, self.types.type())
        default = body.region((), "yield") if self.cursor.skip("=") else None
        return GraphParam(name, doc, value, default)
