"""Builders of a file and of what it declares."""

from dataclasses import replace

from flowc.frontend import errors, tree
from flowc.frontend.parsing import literals
from flowc.frontend.parsing.building.children import Children, Refused, name_of, nodes, span_of


class Declarations:
    """`file` down to `parameter`, in the order of the grammar."""

    def file(self, c: Children) -> tree.Flow:
        """Put the declarations under the package line, each kind in source order."""
        head: tree.Flow = c[0]
        return replace(
            head,
            uses=tuple(one for one in c if isinstance(one, tree.Use)),
            types=tuple(one for one in c if isinstance(one, tree.TypeDecl)),
            flows=tuple(one for one in c if isinstance(one, tree.FlowDecl)),
            interfaces=tuple(one for one in c if isinstance(one, tree.InterfaceDecl)),
            tests=tuple(one for one in c if isinstance(one, tree.TestDecl)),
        )

    def package(self, c: Children) -> tree.Flow:
        """`package owner:name@version;` makes a file without declarations."""
        line, owner, _, name, _, version, _ = c
        if version is not None and not literals.is_version(version.text):
            raise Refused(errors.BadVersion(version.text, span=version.span))
        number = "" if version is None else version.text
        label = f"{owner.text}:{name.text}"
        return tree.Flow(line.span.file, label, number, span_of(c), line.doc, (), (), ())

    def record(self, c: Children) -> tree.RecordDecl:
        """`record name { fields }`."""
        return tree.RecordDecl(name_of(c[1]), nodes(c), c[0].doc, span_of(c))

    def field(self, c: Children) -> tree.FieldDecl:
        """`name: type`."""
        return tree.FieldDecl(name_of(c[0]), c[2], c[0].doc, span_of(c))

    def variant(self, c: Children) -> tree.VariantDecl:
        """`variant name { cases }`."""
        return tree.VariantDecl(name_of(c[1]), nodes(c), c[0].doc, span_of(c))

    def case(self, c: Children) -> tree.CaseDecl:
        """`name` or `name(payload)`."""
        name, opening, payload, _ = c
        span = name.span if opening is None else span_of(c)
        return tree.CaseDecl(name_of(name), payload, name.doc, span)

    def enum(self, c: Children) -> tree.EnumDecl:
        """`enum name { cases }`."""
        return tree.EnumDecl(name_of(c[1]), nodes(c), c[0].doc, span_of(c))

    def flags(self, c: Children) -> tree.FlagsDecl:
        """Make `flags name { labels }`."""
        return tree.FlagsDecl(name_of(c[1]), nodes(c), c[0].doc, span_of(c))

    def label(self, c: Children) -> tree.CaseDecl:
        """One case of an enum, one label of flags."""
        return tree.CaseDecl(name_of(c[0]), None, c[0].doc, c[0].span)

    def alias(self, c: Children) -> tree.AliasDecl:
        """`type name = type;`."""
        return tree.AliasDecl(name_of(c[1]), c[3], c[0].doc, span_of(c))

    def flow(self, c: Children) -> tree.FlowDecl:
        """`@annotations [export] flow name(params) -> result needs capabilities { body }`."""
        *notes, export, keyword, name, params, _, result, needs, body = c
        head = (*notes, export or keyword)
        doc = "\n".join(one.doc for one in head if one.doc)
        span = head[0].span.to(body.span)
        exported = export is not None
        return tree.FlowDecl(
            name_of(name), exported, params, result, needs, body, doc, span, (*notes,)
        )

    def annotation(self, c: Children) -> tree.Annotation:
        """`@name(settings)`."""
        return tree.Annotation(name_of(c[1]), nodes(c), c[0].doc, span_of(c))

    def parameters(self, c: Children) -> tuple[tree.ParamDecl, ...]:
        """`(params)`."""
        return nodes(c)

    def parameter(self, c: Children) -> tree.ParamDecl:
        """`name: type` or `name: type = default`."""
        name, _, kind, _, default = c
        span = name.span.to((default or kind).span)
        return tree.ParamDecl(name_of(name), kind, default, span)
