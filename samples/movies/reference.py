"""The movies job in plain Python, after README.md alone: rows in, the flow's results out.

Values are in the door's JSON form: results are {"ok": v} or {"err": e}, a variant's case is its
name or {name: payload}, flags are lists of labels, missing options are None.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import sys
import unicodedata
from typing import Any

Json = dict[str, Any]

_GENRES = (
    "Action Adventure Animation Biography Comedy Crime Documentary Drama Family Fantasy "
    "History Horror Music Musical Mystery Romance Sci-Fi Sport Thriller War Western"
)
GENRES = {name: name.lower() for name in _GENRES.split()}
RATINGS = {
    "G": "g",
    "M": "pg",
    "GP": "pg",
    "M/PG": "pg",
    "PG": "pg",
    "PG-13": "pg-13",
    "R": "r",
    "X": "nc-17",
    "NC-17": "nc-17",
}
COUNTRIES = {
    "British Hong Kong": "Hong Kong",
    "Federal Republic of Yugoslavia": "Yugoslavia",
    "Georgian SSR": "Georgia",
    "Kingdom of Great Britain": "United Kingdom",
    "Kingdom of Italy": "Italy",
    "Kingdom of the Netherlands": "Netherlands",
    "Occupied Palestinian territory": "Palestine",
    "People's Republic of China": "China",
    "Republic of China": "Taiwan",
    "Socialist Federal Republic of Yugoslavia": "Yugoslavia",
    "Taiwan Island": "Taiwan",
}
SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SIGNS = {"\u2018": "'", "\u2019": "'", "\u2013": "-", "\u2014": "-"}
_PLAIN = str.maketrans(_SIGNS)
_PAIRS = {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"}
_BASES = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i"}
_SPACES = re.compile(r" {2,}")
_KIND = re.compile(r" *\(([0-9]{4} )?film\)$")
_ARTICLE = re.compile(r"(The|An|A) (.+)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def _letters() -> dict[int, str]:
    """Lower-case base letters of Latin-1 and Latin Extended-A; "&" is a word, "'" is nothing."""
    found = {ord("&"): " and ", ord("'"): ""}
    for point in range(0xC0, 0x180):
        small = "i" if point == 0x130 else chr(point).lower()  # noqa: PLR2004 - a dotted I
        base = _PAIRS.get(small) or _BASES.get(small) or unicodedata.normalize("NFD", small)[0]
        found[point] = base if base.isascii() else " "
    return found | {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}


_LETTERS = _letters()


def score(row: Json, z: float = 1.96, hit: float = 40.0) -> Json:
    """One row's result: {"ok": scored movie} or {"err": refusal}."""
    title = clean(row["title"], row["year"])
    if "err" in title:
        return {"err": {"bad-title": title["err"]}}
    release = read_date(row["released"])
    if "err" in release:
        return {"err": {"bad-date": release["err"]}}
    rating = read_rating(row.get("rating"))
    if "err" in rating:
        return {"err": {"unknown-rating": rating["err"]}}
    genres = read_genres(row["genre"])
    if "err" in genres:
        return {"err": {"unknown-genre": genres["err"]}}
    minutes = row.get("runtime")
    duration: Json = {"ok": None} if minutes is None else split_minutes(minutes)
    if "err" in duration:
        return {"err": {"not-a-feature": duration["err"]}}
    votes = tally(row)
    if "err" in votes:
        return {"err": {"bad-reviews": votes["err"]}}
    found = {
        "release": release["ok"],
        "rating": rating["ok"],
        "duration": duration["ok"],
        "genres": genres["ok"],
    }
    critics = judge(votes["ok"], row.get("average"), z=z)
    takings = grade(row.get("box-office"), hit)
    return {"ok": _scored(row, title["ok"], found, (votes["ok"], critics, takings))}


def _scored(row: Json, title: Json, found: Json, worth: tuple[Json, Json, str | Json]) -> Json:
    votes, critics, takings = worth
    year = year_of(found["release"])
    directors = split_names(row["director"])
    duration = found["duration"]
    facts = [
        ("year", str(year)),
        ("by", ", ".join(directors)),
        ("rated", "" if found["rating"] == "unrated" else found["rating"]),
        ("length", "" if duration is None else f"{duration['hours']} h {duration['minutes']} min"),
        ("critics", f"{critics['share']}% of {votes['reviews']}"),
        ("takings", "" if takings == "unknown" else f"{_millions(takings)} million"),
    ]
    return {
        "id": row["id"],
        "imdb-id": row["imdb-id"],
        "title": title["text"],
        "sorted": title["sorted"],
        "slug": title["slug"],
        "decade": year - year % 10,
        **found,
        "directors": directors,
        "writers": split_names(row.get("writer") or ""),
        "cast": split_names(row["cast"]),
        "languages": split_names(row.get("language") or ""),
        "companies": split_names(row.get("production") or ""),
        "origin": origin_of(split_names(row.get("country") or "")),
        "critics": critics,
        "takings": takings,
        "verdict": judged(critics),
        "points": points(critics, row.get("metacritic"), row["oscars"]),
        "card": card(title["text"], facts),
    }


def clean(raw: str, year: int) -> Json:
    """Step 1: the title, its place in a list, and its slug."""
    if control := _CONTROL.search(raw):
        return {"err": {"control": control[0]}}
    text = _tidy(raw)
    if text.endswith("film)"):
        text = _KIND.sub("", text)
    if not text:
        return {"err": "empty"}
    article = _ARTICLE.fullmatch(text)
    slug = _NOT_SLUG.sub("-", f"{text.translate(_LETTERS)} {year}").lstrip("-")
    return {
        "ok": {
            "text": text,
            "sorted": f"{article[2]}, {article[1]}" if article else text,
            "slug": slug,
        }
    }


def _tidy(text: str) -> str:
    """Curly quotes and dashes as ASCII, runs of spaces as one, none at the ends."""
    if not text.isascii():
        text = text.translate(_PLAIN)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return text.strip(" ")


def read_date(text: str) -> Json:
    """Step 2."""
    match = _DATE.fullmatch(text)
    if match is None:
        return {"err": {"malformed": text}}
    date = {"year": int(match[1]), "month": int(match[2]), "day": int(match[3])}
    try:
        day = dt.date(**date)
    except ValueError:
        return {"err": {"no-such-day": date}}
    if date["month"] == date["day"] == 1:
        return {"ok": {"in-year": date["year"]}}
    return {"ok": {"opened": {"on": date, "weekday": WEEKDAYS[day.weekday()]}}}


def year_of(release: Json) -> int:
    """Find the year of either kind of release."""
    year: int = release["opened"]["on"]["year"] if "opened" in release else release["in-year"]
    return year


def read_rating(text: str | None) -> Json:
    """Step 3."""
    if text is None:
        return {"ok": "unrated"}
    return {"ok": RATINGS[text]} if text in RATINGS else {"err": text}


def read_genres(text: str) -> Json:
    """Step 4."""
    found = set()
    for part in text.split(","):
        name = part.strip(" ")
        if name in GENRES:
            found.add(GENRES[name])
        elif name:
            return {"err": name}
    return {"ok": sorted(found)}  # the flags are in alphabetical order


def split_minutes(minutes: float) -> Json:
    """Step 5."""
    if not 40 <= minutes <= 600:  # noqa: PLR2004 - the README's own figures
        return {"err": minutes}
    hours, rest = divmod(round(minutes), 60)
    return {"ok": {"hours": hours, "minutes": rest}}


def tally(row: Json) -> Json:
    """Step 6, the check."""
    meter, reviews = row.get("meter"), row.get("reviews")
    fresh, rotten = row.get("fresh"), row.get("rotten")
    if not reviews or fresh is None or rotten is None:
        return {"err": "missing"}
    if fresh + rotten != reviews:
        return {"err": {"wrong-total": reviews}}
    share = 100 * fresh / reviews
    if meter is not None and abs(meter - share) > 1:
        return {"err": {"wrong-meter": share}}
    return {"ok": {"fresh": fresh, "reviews": reviews}}


def judge(
    votes: Json, average: float | None, *, z: float, prior: float = 6.0, weight: float = 20.0
) -> Json:
    """Step 6, the figures."""
    fresh, n = votes["fresh"], votes["reviews"]
    p, zz = fresh / n, z * z
    spread = math.sqrt((p * (1 - p) + zz / (4 * n)) / n)
    least = (p + zz / (2 * n) - z * spread) / (1 + zz / n)
    mean = ((prior if average is None else average) * n + prior * weight) / (n + weight)
    return {
        "share": round(100 * fresh / n * 10) / 10,
        "least": round(100 * max(0.0, least) * 10) / 10,
        "mean": round(mean * 100) / 100,
    }


def split_names(text: str) -> list[str]:
    """Step 7."""
    names: list[str] = []
    for part in _tidy(text).split(","):
        name = part.strip(" ")
        if name in SUFFIXES and names:
            names[-1] += f", {name}"
        elif name:
            names.append(name)
    return names


def origin_of(countries: list[str]) -> str | Json:
    """Step 8."""
    names = list(dict.fromkeys(COUNTRIES.get(name, name) for name in countries))
    if not names:
        return "unknown"
    return {"single": names[0]} if len(names) == 1 else {"joint": names}


def grade(dollars: float | None, least: float) -> str | Json:
    """Step 9."""
    if dollars is None or dollars < 1000:  # noqa: PLR2004 - the README's own figure
        return "unknown"
    millions = round(dollars / 1e6 * 100) / 100
    return {"hit" if millions >= least else "flop": millions}


def _millions(takings: str | Json) -> float:
    return next(iter(takings.values())) if isinstance(takings, dict) else 0.0


def judged(critics: Json) -> str:
    """Step 10."""
    if critics["least"] >= 80:  # noqa: PLR2004 - the README's own figures, here and below
        return "acclaimed"
    if critics["least"] >= 55:  # noqa: PLR2004
        return "liked"
    return "panned" if critics["share"] < 40 else "divisive"  # noqa: PLR2004


def points(critics: Json, metacritic: int | None, oscars: int) -> float:
    """Step 11."""
    least = critics["least"]
    agreed = least if metacritic is None else (least + metacritic) / 2.0
    return float(agreed * 0.7 + critics["mean"] * 3.0 + min(oscars, 5))


def card(title: str, facts: list[tuple[str, str]]) -> str:
    """Step 12: facts with an empty value are left out."""
    return " | ".join([title, *(f"{label}: {value}" for label, value in facts if value)])


def summary(rows: list[Json], z: float = 1.96, hit: float = 40.0) -> Json:
    """Sum up a whole list of rows."""
    movies = [result["ok"] for row in rows if "ok" in (result := score(row, z, hit))]
    best, most, takings = "", 0.0, 0.0
    for movie in movies:
        takings += _millions(movie["takings"])  # one by one: sum() compensates from Python 3.12
        if movie["points"] > most:
            best, most = movie["title"], movie["points"]
    return {
        "rows": len(rows),
        "scored": len(movies),
        "refused": len(rows) - len(movies),
        "acclaimed": sum(movie["verdict"] == "acclaimed" for movie in movies),
        "takings": takings,
        "best": [best, most],
        "points": spread_of([movie["points"] for movie in movies]),
    }


def spread_of(values: list[float | None]) -> Json | None:
    """Find the least, the mean and the greatest; None of nothing."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    total = 0.0
    for value in known:
        total += value
    mean = total / len(known)
    return {"count": len(known), "least": min(known), "mean": mean, "greatest": max(known)}


def main() -> None:
    """NDJSON rows on stdin to NDJSON results on stdout."""
    for line in sys.stdin:
        result = score(json.loads(line))
        sys.stdout.write(json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
