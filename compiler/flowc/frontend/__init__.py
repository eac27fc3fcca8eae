"""The front end: text and component binaries in, a `TypedFlow` out."""
