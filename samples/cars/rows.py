"""The cars that vega_datasets ships, as NDJSON: one object a row with the flow's field names.

A missing figure is null and a float stays a float; nothing else is changed or repaired.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

FIELDS = {
    "Name": "name",
    "Miles_per_Gallon": "miles-per-gallon",
    "Cylinders": "cylinders",
    "Displacement": "displacement",
    "Horsepower": "horsepower",
    "Weight_in_lbs": "weight-in-lbs",
    "Acceleration": "acceleration",
    "Year": "year",
    "Origin": "origin",
}


def dataset() -> Path:
    """Find the file inside the installed package without importing pandas along with it."""
    spec = importlib.util.find_spec("vega_datasets")
    if spec is None or spec.origin is None:
        raise SystemExit("rows.py: vega_datasets is not installed; run `make setup`")
    return Path(spec.origin).with_name("_data") / "cars.json"


def rows() -> list[dict[str, Any]]:
    """Read every row, in the dataset's order."""
    cars = json.loads(dataset().read_text(encoding="utf-8"))
    return [{field: car[key] for key, field in FIELDS.items()} for car in cars]


if __name__ == "__main__":
    for row in rows():
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
