"""Transactions: texts through flows, segment after segment, each with its deadline."""
