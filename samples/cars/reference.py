"""The cars job in plain Python, after README.md alone: rows in, the flow's results out.

Values are in the door's JSON form: results are {"ok": v} or {"err": e}, a variant's case is its
name or {name: payload}, flags are lists of labels, missing options are None.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from typing import Any

Json = dict[str, Any]

ASIDES = {
    "(sw)": "station-wagon",
    "(diesel)": "diesel",
    "(turbo)": "turbo",
    "(auto)": "automatic",
    "(man)": "manual",
}
HINTS = {
    "wagon": "station-wagon",
    "hatchback": "hatchback",
    "pickup": "pickup",
    "coupe": "coupe",
    "diesel": "diesel",
    "turbo": "turbo",
}
TRAITS = (
    "station-wagon",
    "hatchback",
    "pickup",
    "coupe",
    "diesel",
    "turbo",
    "automatic",
    "manual",
)
_SPELLINGS = (
    "AMC Audi BMW Buick Cadillac Chevrolet Chrysler Citroen Datsun Dodge Fiat Ford Honda Mazda "
    "Mercedes-Benz Mercury Nissan Oldsmobile Opel Peugeot Plymouth Pontiac Renault Saab Subaru "
    "Toyota Triumph Volkswagen Volvo"
)
MAKES = {make.lower(): make for make in _SPELLINGS.split()} | {
    "chevroelt": "Chevrolet",
    "chevy": "Chevrolet",
    "maxda": "Mazda",
    "mercedes": "Mercedes-Benz",
    "toyouta": "Toyota",
    "vokswagen": "Volkswagen",
    "vw": "Volkswagen",
}
REGIONS = frozenset({"europe", "japan", "usa"})

_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LETTER = re.compile(r"[A-Za-z]")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_ROMAN = re.compile(r"[ivxIVX]*")
_DIGIT = re.compile(r"[0-9]")
_FOUR_LETTERS = re.compile(r"[A-Za-z]{4}")
_DATE = re.compile(r"([0-9]{4})([-/])([0-9]{2})\2([0-9]{2})")


def score(row: Json, on: str = "1983-01-01", limit: float = 9.0) -> Json:
    """One row's result: {"ok": clean car} or {"err": refusal}."""
    name = clean_name(row["name"])
    if "err" in name:
        return {"err": {"bad-name": name["err"]}}
    built, sale = parse_date(row["year"]), parse_date(on)
    for date in (built, sale):
        if "err" in date:
            return {"err": {"bad-date": date["err"]}}
    region = region_of(row["origin"])
    if region is None:
        return {"err": {"unknown-origin": row["origin"]}}
    age = years_between(built["ok"], sale["ok"])
    found = {"built": built["ok"], "age": age, "region": region}
    return {"ok": _clean_car(row, name["ok"], found, limit)}


def _clean_car(row: Json, name: Json, found: Json, limit: float) -> Json:
    metric = to_metric(
        row.get("miles-per-gallon"),
        row["displacement"],
        row.get("horsepower"),
        row["weight-in-lbs"],
    )
    litres, kilowatts = metric["litres-per-100km"], metric["kilowatts"]
    verdict = grade(litres, limit)
    title = " ".join([name["make"], *map(title_case, name["words"])])
    age = found["age"]
    facts = [
        ("year", str(found["built"]["year"])),
        ("age", "1 year" if age == 1 else f"{age} years"),
        ("fuel", "" if litres is None else f"{litres} l/100 km"),
        ("power", "" if kilowatts is None else f"{kilowatts} kW"),
    ]
    return {
        "title": title,
        "slug": name["slug"],
        "make": name["make"],
        "traits": name["traits"],
        "cylinders": row["cylinders"],
        **found,
        "class": classify(name["traits"], metric["kilograms"]),
        "metric": metric,
        "verdict": verdict,
        "points": points(verdict, metric, row["acceleration"]),
        "card": card(title, facts),
    }


def clean_name(raw: str) -> Json:
    """Take steps 1 and 2: make, words, slug and traits."""
    text = raw.lower() if raw.isascii() else raw.translate(_LOWER)
    found = set()
    words = []
    for word in text.split(" "):
        if word in ASIDES:
            found.add(ASIDES[word])
        elif word:
            if word in HINTS:
                found.add(HINTS[word])
            words.append("accord" if word == "accelerationord" else word)
    if not words:
        return {"err": "empty"}
    make = MAKES.get(words[0])
    if make is None:
        return {"err": {"unknown-make": words[0]}}
    words = words[2:] if words[:2] == ["mercedes", "benz"] else words[1:]
    if not words:
        return {"err": {"no-model": make}}
    slug = _NOT_SLUG.sub("-", f"{make.lower()} {' '.join(words)}").strip("-")
    traits = [trait for trait in TRAITS if trait in found] if found else []
    return {"ok": {"make": make, "words": words, "slug": slug, "traits": traits}}


def title_case(word: str) -> str:
    """Step 3, for one word of the model."""
    if not word.endswith(".") and _is_code(word):
        return word.upper() if word.isascii() else word.translate(_UPPER)
    return _LETTER.sub(lambda letter: letter[0].upper(), word, count=1)


def _is_code(word: str) -> bool:
    return (
        len(word.encode()) <= 2  # noqa: PLR2004 - the README's own figure
        or not _VOWEL.search(word)
        or bool(_ROMAN.fullmatch(word))
        or bool(_DIGIT.search(word) and not _FOUR_LETTERS.search(word))
    )


def parse_date(text: str) -> Json:
    """Step 4."""
    match = _DATE.fullmatch(text)
    if match is None:
        return {"err": {"malformed": text}}
    date = {"year": int(match[1]), "month": int(match[3]), "day": int(match[4])}
    try:
        dt.date(**date)
    except ValueError:
        return {"err": {"no-such-day": date}}
    return {"ok": date}


def years_between(start: Json, end: Json) -> int:
    """Whole years from one date to a later one, else 0."""
    early = (end["month"], end["day"]) < (start["month"], start["day"])
    return max(0, int(end["year"] - start["year"] - early))


def region_of(text: str) -> str | None:
    """Step 5."""
    region = text.strip().lower()
    return region if region in REGIONS else None


def to_metric(
    mileage: float | None, displacement: float, horsepower: int | None, pounds: int
) -> Json:
    """Step 6: litres and kilowatts are None when they cannot be known."""
    litres = round(235.214583 / mileage * 100) / 100 if mileage and mileage > 0 else None
    centimetres = round(displacement * 16.387064)
    return {
        "litres-per-100km": litres,
        "cubic-centimetres": min(max(centimetres, 0), 2**32 - 1),
        "kilowatts": None if horsepower is None else round(horsepower * 0.745699872 * 10) / 10,
        "kilograms": round(pounds * 0.45359237 * 10) / 10,
    }


def classify(traits: list[str], kilograms: float) -> str | Json:
    """Step 7."""
    if "pickup" in traits:
        return "light-truck"
    if kilograms < 1000:  # noqa: PLR2004 - the README's own figures, here and below
        size = "subcompact"
    elif kilograms < 1250:  # noqa: PLR2004
        size = "compact"
    else:
        size = "mid-size" if kilograms < 1500 else "full-size"  # noqa: PLR2004
    return {"wagon" if "station-wagon" in traits else "car": size}


def grade(litres: float | None, limit: float) -> str | Json:
    """Step 8."""
    if litres is None:
        return "unknown"
    difference = round(abs(litres - limit) * 100) / 100
    return {"thirsty" if litres > limit else "thrifty": difference}


def points(verdict: str | Json, metric: Json, acceleration: float) -> float:
    """Step 9."""
    fuel = 0.0
    if isinstance(verdict, dict):
        fuel = 5.0 * verdict["thrifty"] if "thrifty" in verdict else 0.0 - verdict["thirsty"]
    kilowatts, kilograms = metric["kilowatts"], metric["kilograms"]
    power = kilowatts * 1000.0 / kilograms if kilowatts is not None and kilograms > 0 else 0.0
    return float(fuel + power + (25.0 - acceleration))


def card(title: str, facts: list[tuple[str, str]]) -> str:
    """Step 10: facts with an empty value are left out."""
    return " | ".join([title, *(f"{label}: {value}" for label, value in facts if value)])


def summary(rows: list[Json], on: str = "1983-01-01", limit: float = 9.0) -> Json:
    """Sum up a whole list of rows."""
    cars = [result["ok"] for row in rows if "ok" in (result := score(row, on, limit))]
    best, most, kilograms = "", 0.0, 0.0
    for car in cars:
        kilograms += car["metric"]["kilograms"]  # one by one: sum() compensates from Python 3.12
        if car["points"] > most:
            best, most = car["title"], car["points"]
    return {
        "rows": len(rows),
        "scored": len(cars),
        "refused": len(rows) - len(cars),
        "kilograms": kilograms,
        "best": [best, most],
        "weights": spread([float(row["weight-in-lbs"]) for row in rows]),
    }


def spread(values: list[float]) -> list[float] | None:
    """Find the least and the greatest; None of nothing."""
    return [min(values), max(values)] if values else None


def main() -> None:
    """NDJSON rows on stdin to NDJSON results on stdout."""
    for line in sys.stdin:
        result = score(json.loads(line))
        sys.stdout.write(json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
