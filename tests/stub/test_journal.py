"""What keeps a transaction's journal has all that is asked of one."""

from flowrt.run.journal import Journal
from flowrt.work.ledger import Ledger


def test_a_ledger_is_a_journal() -> None:
    asked = {name for name in vars(Journal) if not name.startswith("_")}
    assert asked == {"name", "part", "recall", "keep", "left"}
    assert asked <= set(dir(Ledger))
