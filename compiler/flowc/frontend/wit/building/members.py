"""Builds what an interface holds besides types with parts: aliases, resources, functions, uses."""

from flowc.frontend.parsing.building.children import Children, name_of, nodes
from flowc.frontend.wit import tree
from flowc.frontend.wit.building.items import given, start_of, typed_part


class Members:
    """The rules of aliases, resources, functions and uses."""

    def alias(self, c: Children) -> tree.Alias:
        """`type name = type;`."""
        gates, doc, start = start_of(c[0], c[1])
        return tree.Alias(name_of(c[2]), c[4], gates, doc, start.to(c[-1].span))

    def resource(self, c: Children) -> tree.Resource:
        """`resource name;` or `resource name { functions }`."""
        gates, doc, start = start_of(c[0], c[1])
        functions = nodes(c[3:])
        return tree.Resource(name_of(c[2]), functions, gates, doc, start.to(c[-1].span))

    def parameter(self, c: Children) -> tree.Part:
        """`name: type`."""
        return typed_part(c)

    def parameters(self, c: Children) -> tuple[tree.Part, ...]:
        """`(params)`."""
        return given(c)

    def signature(self, c: Children) -> tree.Signature:
        """`async func(params) -> type`."""
        waits, func, params, _, result = c
        first = (waits or func).span
        end = func.span if result is None else result.span
        return tree.Signature(params, result, waits is not None, first.to(end))

    def function(self, c: Children) -> tree.Function:
        """`name: func(params) -> type;`."""
        gates, doc, start = start_of(c[0], c[1])
        return tree.Function(name_of(c[1]), "function", c[3], gates, doc, start.to(c[-1].span))

    def method(self, c: Children) -> tree.Function:
        """`name: func(params) -> type;` of a resource, perhaps `static`."""
        gates, doc, start = start_of(c[0], c[1])
        kind: tree.FunctionKind = "method" if c[3] is None else "static"
        return tree.Function(name_of(c[1]), kind, c[4], gates, doc, start.to(c[-1].span))

    def constructor(self, c: Children) -> tree.Function:
        """`constructor(params) -> type;`."""
        gates, doc, start = start_of(c[0], c[1])
        signature = tree.Signature(c[2], c[4], is_async=False, span=c[1].span)
        name = tree.Name("constructor", c[1].span)
        return tree.Function(name, "constructor", signature, gates, doc, start.to(c[-1].span))

    def use(self, c: Children) -> tree.Use:
        """`use path.{names};`."""
        gates, _, start = start_of(c[0], c[1])
        span = start.to(c[-1].span)
        names = given(c[5:-2])
        return tree.Use(c[2], names, gates, span)

    def use_name(self, c: Children) -> tree.UseName:
        """`name` or `name as other`."""
        name, _, alias = c
        span = name.span if alias is None else name.span.to(alias.span)
        return tree.UseName(name_of(name), None if alias is None else name_of(alias), span)
