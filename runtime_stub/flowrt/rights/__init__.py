"""What a transaction may touch and use, and what is written down of what it did."""
