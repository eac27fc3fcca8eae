"""Registries: archives and components pushed to and pulled from them, by digest.

Speaks the OCI distribution protocol over urllib3, an extra of its own. Takes references and bytes,
gives descriptors and bytes whose digests were compared; every mistake is one of `errors`.
"""
