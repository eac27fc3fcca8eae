"""Draws checked packages: what calls what, with which values, as Mermaid, DOT or JSON.

Typed packages come in and text comes out; the same packages give the same text. Nothing here runs
a program: turning DOT into an image is the command line's part.
"""

from flowc.draw.document import document
from flowc.draw.dot import dot
from flowc.draw.mermaid import mermaid
from flowc.draw.package import picture
from flowc.draw.picture import Picture

__all__ = ["Picture", "document", "dot", "mermaid", "picture"]
