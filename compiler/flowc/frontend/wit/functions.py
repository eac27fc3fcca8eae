"""The functions of an interface or world, and those of its resources."""

from dataclasses import dataclass

from flowc.frontend import errors
from flowc.frontend.terms import FuncType, Handle, Param, Resource, Result, Type, Unknown
from flowc.frontend.wit import tree
from flowc.frontend.wit.compounds import part_of
from flowc.frontend.wit.meanings import NOTHING, Meaning, Terms
from flowc.frontend.wit.names import Names
from flowc.frontend.wit.values import WitFunction


@dataclass(frozen=True, slots=True)
class Functions:
    """Makes functions; `terms` are what types mean around them."""

    terms: Terms

    def of(self, node: tree.Function, resource: Resource | None = None) -> WitFunction:
        """Make a function; `resource` is the one it belongs to."""
        name = _function_name(node, resource)
        type_ = self._signature(node.signature, resource, node.kind)
        params = tuple(map(part_of, node.signature.params))
        return WitFunction(name, node.kind, type_, node.doc, node.gates, params, node.name.span)

    def _signature(
        self, node: tree.Signature, resource: Resource | None, kind: tree.FunctionKind
    ) -> FuncType:
        """Return a function's type, with the parameter and result that its kind implies."""
        names = Names(self.terms.report)
        params = [
            Param(one.name.text, self._value(one)) for one in node.params if names.give(one.name)
        ]
        if kind == "method" and resource is not None:
            params.insert(0, Param("self", Handle("borrow", resource)))
        result = self.terms.maybe(node.result)
        if result is not None and result.borrows and node.result is not None:
            problem = "what is borrowed cannot be returned"
            self.terms.report.add(errors.BadResult(problem, span=node.result.span))
        if kind == "constructor" and resource is not None:
            result = self._constructed(node, result, resource)
        return FuncType(tuple(params), result.type if result else None, node.is_async)

    def _value(self, part: tree.Part) -> Type:
        meaning = self.terms.maybe(part.type)
        return (meaning or NOTHING).type

    def _constructed(
        self, node: tree.Signature, result: Meaning | None, resource: Resource
    ) -> Meaning:
        own = Handle("own", resource)
        match result:
            case None:
                return Meaning(own)
            case Meaning(type=Result(ok=ok)) if ok == own:
                return result
            case Meaning(type=Unknown()):
                return result
        problem = (
            f"a constructor of `{resource.name}` returns nothing, or `result<{resource.name}, ..>`"
        )
        span = node.span if node.result is None else node.result.span
        self.terms.report.add(errors.BadResult(problem, span=span))
        return NOTHING


def _function_name(node: tree.Function, resource: Resource | None) -> str:
    if resource is None:
        return node.name.text
    if node.kind == "constructor":
        return f"[constructor]{resource.name}"
    return f"[{node.kind}]{resource.name}.{node.name.text}"
