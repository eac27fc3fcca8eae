"""Pods that run one archive: pulled by digest when they start, verified, and bounded.

An init container pulls the archive and verifies it; what runs verifies it again. Nothing runs as
root, nothing may be written but two folders of the pod's own, and no token of the cluster is there.
The memory is what the archive's limits come to for all transactions at once, and the engine's own.
"""

from collections.abc import Mapping

from flowrt.archive.format import Manifest
from flowrt.deploy.wanted import Wanted
from flowrt.deploy.yaml import Value

MEBI = 1 << 20
BASE = 192
"""MiB that a process takes before a transaction runs."""
UNBOUNDED = 32
"""MiB for each transaction of an archive whose limits say nothing of memory."""
GRACE = 30
USER = 65532
ARCHIVE = "/archive/app.flowpack"
TRUST = "/etc/flow/trust.toml"
LOGIN = "/etc/nats/nats.toml"
CONFINED: Mapping[str, Value] = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


def memory(manifest: Manifest, concurrency: int) -> int:
    """Return the MiB of a process that runs so many transactions at once."""
    limits = manifest.limits or {}
    each = limits.get("memory_bytes", UNBOUNDED * MEBI) * limits.get("memories", 1)
    each = min(each, limits.get("total_memory_bytes", each))
    return BASE + -(-each * concurrency // MEBI)


def grace(manifest: Manifest) -> int:
    """Return the seconds that a transaction may take to end when a pod is told to."""
    return max(GRACE, -(-(manifest.limits or {}).get("wall_ms", 0) // 1000))


def pod(
    wanted: Wanted,
    manifest: Manifest,
    labels: Mapping[str, str],
    container: Mapping[str, Value],
    flows: int = 1,
) -> Mapping[str, Value]:
    """Return a pod's template, of which one container is the point; `flows` run beside each other.

    Each of them runs as many transactions at once as is wanted.
    """
    size = memory(manifest, wanted.concurrency * flows)
    running = {
        **container,
        "image": wanted.image,
        "env": [*_home(), *_env(container)],
        "resources": {
            "requests": {"cpu": "100m", "memory": f"{size}Mi"},
            "limits": {"memory": f"{size}Mi"},
        },
        "securityContext": CONFINED,
        "volumeMounts": [
            *_mounts(),
            _mount("archive", "/archive", read_only=True),
            *([_mount("nats", "/etc/nats", read_only=True)] if wanted.login else []),
        ],
    }
    spec: dict[str, Value] = {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": grace(manifest) + 10,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "initContainers": [_puller(wanted)],
        "containers": [running],
        "volumes": _volumes(wanted),
    }
    if wanted.pull:
        spec["imagePullSecrets"] = [{"name": wanted.pull}]
    return {"metadata": {"labels": dict(labels)}, "spec": spec}


def _puller(wanted: Wanted) -> Mapping[str, Value]:
    login = [{"name": "DOCKER_CONFIG", "value": "/etc/docker"}] if wanted.pull else []
    mounts = [_mount("login", "/etc/docker", read_only=True)] if wanted.pull else []
    command = ["flowc", "pull", wanted.source, "--trust", TRUST, "--output", ARCHIVE]
    return {
        "name": "pull",
        "image": wanted.image,
        "command": list(command),
        "env": [*_home(), *login],
        "resources": {
            "requests": {"cpu": "100m", "memory": "256Mi"},
            "limits": {"memory": "1Gi"},
        },
        "securityContext": CONFINED,
        "volumeMounts": [*_mounts(), _mount("archive", "/archive"), *mounts],
    }


def _volumes(wanted: Wanted) -> list[Value]:
    volumes: list[Value] = [
        {"name": "trust", "configMap": {"name": f"{wanted.name}-trust"}},
        {"name": "archive", "emptyDir": {}},
        {"name": "tmp", "emptyDir": {}},
    ]
    if wanted.login:
        volumes.append({"name": "nats", "secret": {"secretName": wanted.login}})
    if wanted.pull:
        item = {"key": ".dockerconfigjson", "path": "config.json"}
        volumes.append({"name": "login", "secret": {"secretName": wanted.pull, "items": [item]}})
    return volumes


def _home() -> list[Value]:
    return [{"name": "HOME", "value": "/tmp"}, {"name": "FLOWC_CACHE", "value": "off"}]  # noqa: S108 - the pod's own


def _env(container: Mapping[str, Value]) -> list[Value]:
    env = container.get("env", [])
    return list(env) if isinstance(env, list) else []


def _mounts() -> list[Value]:
    return [_mount("trust", "/etc/flow", read_only=True), _mount("tmp", "/tmp")]  # noqa: S108 - the pod's own


def _mount(name: str, path: str, *, read_only: bool = False) -> Mapping[str, Value]:
    mount: dict[str, Value] = {"name": name, "mountPath": path}
    return mount | ({"readOnly": True} if read_only else {})
