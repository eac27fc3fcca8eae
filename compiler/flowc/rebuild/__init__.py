"""Archives made again and compared: whether an archive is what its component or its sources give.

Takes a verified archive and what was made here for the comparison; gives verdicts, blob by blob.
"""

from flowc.rebuild.check import Checked, Difference, Verdict, check_code, check_whole, unlike
from flowc.rebuild.code import natives_elsewhere, targets

__all__ = [
    "Checked",
    "Difference",
    "Verdict",
    "check_code",
    "check_whole",
    "natives_elsewhere",
    "targets",
    "unlike",
]
