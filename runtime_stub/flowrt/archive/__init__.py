"""The container: a file's bytes to its parts and back; FORMAT 1 to 4. Nothing here is trusted."""
