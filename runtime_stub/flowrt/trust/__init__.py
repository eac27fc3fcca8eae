"""Who may publish what: keys, signatures, the operator's trust file and what it remembers."""
