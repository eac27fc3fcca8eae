"""Keyless signatures: Sigstore bundles beside an archive, and the identities that they prove.

Imported only where a trust file names identities; the libraries behind it are an extra.
"""
