"""What runs an archive on a cluster: objects for Kubernetes, as values and as YAML.

Pure: an archive that was verified and what the operator wants come in, text goes out.
"""
