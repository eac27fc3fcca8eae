"""Tests: their bodies, what they are given, and how they fail."""
