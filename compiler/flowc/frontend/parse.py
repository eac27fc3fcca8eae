"""Text to `Flow`: scans, feeds the LALR parser, and goes on after mistakes."""

from lark import UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from flowc.frontend import grammar, tree
from flowc.frontend.build import Refused
from flowc.frontend.errors import syntax
from flowc.frontend.scan import scan
from flowc.text.report import Report
from flowc.text.source import SourceFile


def parse(source: SourceFile, report: Report) -> tree.Flow:
    """Return the tree of a source; raise `Stopped` if `report` then holds errors."""
    scanned = scan(source, grammar.fixed_tokens(), report)
    report.stop_if_errors()
    ip = grammar.parser().parse_interactive()
    result = None
    for token in scanned.tokens:
        try:
            result = ip.feed_token(token)
        except UnexpectedToken as e:
            report.add(
                syntax.Unexpected(
                    token.text or token.type, ", ".join(sorted(e.expected)), span=token.span
                )
            )
            break
        except Refused as e:
            report.add(e.error)
            break
    report.stop_if_errors()
    return result
