"""Builders of `use`, what satisfies its imports, and capabilities."""

from flowc.frontend import errors, tree
from flowc.frontend.parsing.building.children import Children, Refused, name_of, nodes, span_of
from flowc.frontend.parsing.building.patterns import fixed_text
from flowc.frontend.parsing.tokens import Token

SERVICE = "service"


class Uses:
    """`use` down to `scope`, in the order of the grammar."""

    def use(self, c: Children) -> tree.Use:
        """`use alias from "path" as service with { fills } needs capabilities;`."""
        _, alias, _, origin, _, role, _, fills, needs, _ = c
        if role is not None and role.text != SERVICE:
            raise Refused(errors.UnknownRole(role.text, span=role.span))
        interface = name_of(origin) if isinstance(origin, Token) else None
        path = "" if interface else fixed_text(origin, "a path")
        return tree.Use(
            name_of(alias),
            path,
            origin.span,
            interface,
            role is not None,
            fills or (),
            needs,
            span_of(c),
        )

    def fills(self, c: Children) -> tuple[tree.Fill, ...]:
        """`{ fills }`."""
        return nodes(c)

    def fill(self, c: Children) -> tree.Fill:
        """`import: what satisfies it`."""
        key, _, by = c
        if isinstance(key, Token):
            return tree.Fill(name_of(key), False, by, span_of(c))  # noqa: FBT003 - a field
        name = tree.Name(fixed_text(key, "the name of an import"), key.span)
        return tree.Fill(name, True, by, span_of(c))  # noqa: FBT003 - a field

    def supplies(self, c: Children) -> tree.Supplies:
        """`{ function: flow }`."""
        return tree.Supplies(nodes(c), span_of(c))

    def supply(self, c: Children) -> tree.Supply:
        """One function and what satisfies it: `function: flow`."""
        return tree.Supply(name_of(c[0]), c[2], span_of(c))

    def supplier(self, c: Children) -> tree.Supplier:
        """`alias`, `alias.interface`, `flow`."""
        path: tuple[Token, ...] = c[0]
        return tree.Supplier(tuple(map(name_of, path)), path[0].span.to(path[-1].span))

    def needs(self, c: Children) -> tree.Needs:
        """`needs clock, random`."""
        return tree.Needs(nodes(c), span_of(c))

    def capability(self, c: Children) -> tree.Capability:
        """`clock`, `files("data", read)`."""
        name, opening, *scopes, closing = c
        span = name.span if opening is None else name.span.to(closing.span)
        held = tuple(one for one in scopes if isinstance(one, tree.Scope))
        return tree.Capability(name_of(name), held, span)

    def scope(self, c: Children) -> tree.Scope:
        """Read what a capability is limited to: `"data"`, `read`."""
        if isinstance(c[0], Token):
            return tree.Scope(c[0].text, False, c[0].span)  # noqa: FBT003 - a field
        return tree.Scope(fixed_text(c[0], "a capability"), True, c[0].span)  # noqa: FBT003 - a field
