"""`match`: patterns, whether they take every value, and the tests that they become."""
