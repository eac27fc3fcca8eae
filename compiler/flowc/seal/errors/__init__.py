"""F6xx: mistakes found while keys are read and archives are sealed; none has a place in a source.

Functions of this stage raise `flowc.text.report.Stopped` with one of these in its report.
"""
