"""The forms in which what was found is written, for people and for machines."""

from typing import Literal, TypeAlias

Format: TypeAlias = Literal["human", "short", "json", "sarif", "github"]
FORMATS: tuple[Format, ...] = ("human", "short", "json", "sarif", "github")
