"""The movies that bokeh-sampledata ships, as NDJSON: one object a row with the flow's field names.

Two tables of one SQLite file, joined by their ID and in its order. What is missing is null or an
empty text, as it is there; nothing is changed or repaired.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

COLUMNS = {
    "id": "omdb.ID",
    "imdb-id": "omdb.imdbID",
    "title": "omdb.Title",
    "year": "omdb.Year",
    "rating": "omdb.Rating",
    "runtime": "omdb.Runtime",
    "genre": "omdb.Genre",
    "released": "omdb.Released",
    "director": "omdb.Director",
    "writer": "omdb.Writer",
    "cast": "omdb.Cast",
    "language": "omdb.Language",
    "country": "omdb.Country",
    "production": "tomatoes.Production",
    "metacritic": "omdb.Metacritic",
    "oscars": "omdb.Oscars",
    "meter": "tomatoes.Meter",
    "average": "tomatoes.Rating",
    "reviews": "tomatoes.Reviews",
    "fresh": "tomatoes.Fresh",
    "rotten": "tomatoes.Rotten",
    "box-office": "tomatoes.BoxOffice",
}


def dataset() -> Path:
    """Find the file inside the installed package without importing pandas along with it."""
    spec = importlib.util.find_spec("bokeh_sampledata")
    if spec is None or spec.origin is None:
        raise SystemExit("rows.py: bokeh-sampledata is not installed; run `make setup`")
    return Path(spec.origin).with_name("_data") / "movies.db"


def rows() -> list[dict[str, Any]]:
    """Read every row, ordered by ID."""
    query = f"SELECT {', '.join(COLUMNS.values())} FROM omdb JOIN tomatoes USING (ID) ORDER BY ID"  # noqa: S608 - our own names
    with closing(sqlite3.connect(f"{dataset().as_uri()}?mode=ro", uri=True)) as base:
        return [dict(zip(COLUMNS, row, strict=True)) for row in base.execute(query)]


def main() -> None:
    """Write every row to the file that the first argument names, else to stdout."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows())
    try:
        if len(sys.argv) > 1:
            Path(sys.argv[1]).write_text(lines, encoding="utf-8")
        else:
            sys.stdout.buffer.write(lines.encode())
    except OSError as problem:
        raise SystemExit(f"rows.py: nothing was written: {problem}") from None


if __name__ == "__main__":
    main()
