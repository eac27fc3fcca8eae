"""The language server: what an editor asks of a flow while it is typed.

`server` speaks the protocol and needs pygls; a file beside it answers one kind of question each,
from a `View` of a document, and never writes anything.
"""
