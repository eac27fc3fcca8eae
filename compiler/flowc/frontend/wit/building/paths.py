"""Builds the names of packages, interfaces and worlds."""

from flowc.frontend import errors
from flowc.frontend.parsing import literals
from flowc.frontend.parsing.building.children import Children, Refused, name_of
from flowc.frontend.parsing.tokens import Token
from flowc.frontend.wit import tree


class Paths:
    """The rules of names with owners and versions."""

    def package(self, c: Children) -> tree.PackageName:
        """`owner:name@version`."""
        owner, _, name, _, version = c
        end = name if version is None else version
        span = owner.span.to(end.span)
        return tree.PackageName(name_of(owner), name_of(name), _version(version), span)

    def version(self, c: Children) -> Token:
        """Pass on `0.2.0`; what is wrong with it is said where it belongs."""
        token: Token = c[0]
        return token

    def near_path(self, c: Children) -> tree.Path:
        """`streams`."""
        return tree.Path(None, name_of(c[0]), c[0].span)

    def far_path(self, c: Children) -> tree.Path:
        """`wasi:io/streams@0.2.0`."""
        owner, _, name, _, item, _, version = c
        span = owner.span.to((version or item).span)
        package = tree.PackageName(name_of(owner), name_of(name), _version(version), span)
        return tree.Path(package, name_of(item), span)


def _version(token: Token | None) -> str:
    if token is None:
        return ""
    if not literals.is_version(token.text):
        raise Refused(errors.BadWitVersion(token.text, span=token.span))
    return token.text
