from hypothesis import given
from hypothesis import strategies as st

from flowc.text.suggest import edit_distance, nearest

NAMES = st.text(alphabet="abcXY-", max_size=9)


def plain_distance(one: str, two: str) -> int:
    """The textbook table, whole, as the oracle."""
    table = [[i + j for j in range(len(two) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(two) + 1):
            differ = one[i - 1] != two[j - 1]
            best = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + differ)
            if i > 1 and j > 1 and one[i - 1] == two[j - 2] and one[i - 2] == two[j - 1]:
                best = min(best, table[i - 2][j - 2] + 1)
            table[i][j] = best
    return table[-1][-1]


@given(NAMES, NAMES, st.integers(0, 9))
def test_distance_agrees_with_the_textbook(one: str, two: str, most: int) -> None:
    expected = plain_distance(one, two)
    got = edit_distance(one, two, most)
    assert got == expected if expected <= most else got > most


@given(NAMES, NAMES)
def test_closeness_is_mutual(one: str, two: str) -> None:
    assert nearest(one, [two]) == ((two,) if nearest(two, [one]) else ())


@given(NAMES, st.lists(NAMES))
def test_order_of_names_does_not_matter(name: str, known: list[str]) -> None:
    mixed = sorted(known, key=lambda one: (len(one), one), reverse=True)
    assert nearest(name, known) == nearest(name, mixed)
    assert len(nearest(name, known)) <= 4


def test_ranking() -> None:
    assert nearest("row", ["rows", "ROW", "column", "rw", "row"]) == ("ROW", "rows", "rw")
    assert nearest("coutn", ["count"]) == ("count",)
    assert nearest("unknown-sku", ["unknown_sku", "known-sku"]) == ("unknown_sku", "known-sku")


def test_far_names_are_not_offered() -> None:
    assert nearest("a", ["b", "c"]) == ()
    assert nearest("price", ["vat", "tax", ""]) == ()
    assert nearest("", ["a"]) == ()
