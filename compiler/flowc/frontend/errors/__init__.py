"""The mistakes that the front half reports, a module for each kind; importing this loads F1xx."""

from flowc.frontend.errors import brackets, constructs, lexical, refusals, spelling, syntax

__all__ = ["brackets", "constructs", "lexical", "refusals", "spelling", "syntax"]
