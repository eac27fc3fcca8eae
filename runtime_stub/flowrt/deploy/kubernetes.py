"""The objects of an archive on Kubernetes: a server behind a service, and workers that are scaled.

Servers answer for all flows over HTTP. Where there is a NATS server, workers stand at the queues,
and KEDA makes as many of them as messages wait. All of them run the one archive of the digest that
was verified here, and refuse any other.
"""

from collections.abc import Iterator, Mapping

from flowrt.archive.format import Manifest
from flowrt.deploy.pods import ARCHIVE, LOGIN, TRUST, grace, pod
from flowrt.deploy.wanted import Wanted
from flowrt.deploy.yaml import Value
from flowrt.plan.plan import Plan
from flowrt.work.names import CONSUMER, Names

PORT = 8080
METRICS = 9100
EVERYWHERE = "0.0.0.0"  # noqa: S104 - all addresses of a pod, which are its own


def objects(wanted: Wanted, manifest: Manifest, plan: Plan) -> list[Mapping[str, Value]]:
    """Return what is applied, in an order in which each finds what it names."""
    made = [_trust(wanted, manifest), _server(wanted, manifest), _service(wanted, manifest)]
    if wanted.replicas > 1:
        made.append(_budget(wanted, manifest))
    if wanted.nats:
        made += [_workers(wanted, manifest, plan), _scaling(wanted, manifest, plan)]
    return made


def _object(
    wanted: Wanted,
    manifest: Manifest,
    api: str,
    kind: str,
    part: str,
    **fields: Value,
) -> Mapping[str, Value]:
    """Return an object with what tells whose it is, and of which archive."""
    metadata: dict[str, Value] = {
        "name": f"{wanted.name}-{part}",
        "labels": _labels(wanted, part, manifest),
        "annotations": {"flowc/package": manifest.package, "flowc/digest": wanted.digest},
    }
    if wanted.namespace:
        metadata["namespace"] = wanted.namespace
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **fields}


def _labels(wanted: Wanted, part: str, manifest: Manifest) -> dict[str, str]:
    version = manifest.version.replace("+", "_")[:63].rstrip("._-")
    return {
        **_selector(wanted, part),
        "app.kubernetes.io/version": version,
        "app.kubernetes.io/managed-by": "flowrt",
    }


def _selector(wanted: Wanted, part: str) -> dict[str, str]:
    return {"app.kubernetes.io/name": wanted.name, "app.kubernetes.io/component": part}


def _trust(wanted: Wanted, manifest: Manifest) -> Mapping[str, Value]:
    return _object(wanted, manifest, "v1", "ConfigMap", "trust", data=dict(wanted.files))


def _words(wanted: Wanted, command: str, *more: str) -> list[Value]:
    pinned = ("--trust", TRUST, "--digest", wanted.digest)
    login = ("--nats-login", LOGIN) if wanted.login else ()
    told = (*wanted.flows, *more, *pinned, *login, *wanted.rights)
    return ["flowrt", command, ARCHIVE, *told, "--json"]


def _server(wanted: Wanted, manifest: Manifest) -> Mapping[str, Value]:
    told: tuple[str, ...] = ("--host", EVERYWHERE, "--port", str(PORT))
    told += ("--grace", str(grace(manifest)))
    told += ("--concurrency", str(wanted.concurrency), "--metrics")
    container: dict[str, Value] = {
        "name": "serve",
        "command": _words(wanted, "serve", *told, *(() if wanted.token else ("--open",))),
        "ports": [{"name": "http", "containerPort": PORT}],
        "env": [_secret(wanted.token)] if wanted.token else [],
        "startupProbe": {"httpGet": _get("/healthz"), "periodSeconds": 1, "failureThreshold": 60},
        "livenessProbe": {"httpGet": _get("/healthz"), "periodSeconds": 10},
        "readinessProbe": {"httpGet": _get("/readyz"), "periodSeconds": 5},
    }
    return _deployment(wanted, manifest, "serve", container, wanted.replicas)


def _get(path: str) -> Mapping[str, Value]:
    return {"path": path, "port": "http"}


def _secret(name: str) -> Mapping[str, Value]:
    reference = {"name": name, "key": "token"}
    return {"name": "FLOWRT_TOKEN", "valueFrom": {"secretKeyRef": reference}}


def _deployment(  # noqa: PLR0913, PLR0917 - what a deployment is of
    wanted: Wanted,
    manifest: Manifest,
    part: str,
    container: Mapping[str, Value],
    replicas: int | None = None,
    flows: int = 1,
) -> Mapping[str, Value]:
    count: dict[str, Value] = {} if replicas is None else {"replicas": replicas}
    spec: dict[str, Value] = {
        **count,
        "selector": {"matchLabels": _selector(wanted, part)},
        "template": pod(wanted, manifest, _labels(wanted, part, manifest), container, flows),
    }
    return _object(wanted, manifest, "apps/v1", "Deployment", part, spec=spec)


def _service(wanted: Wanted, manifest: Manifest) -> Mapping[str, Value]:
    spec: dict[str, Value] = {
        "selector": _selector(wanted, "serve"),
        "ports": [{"name": "http", "port": 80, "targetPort": "http"}],
    }
    return _object(wanted, manifest, "v1", "Service", "serve", spec=spec)


def _budget(wanted: Wanted, manifest: Manifest) -> Mapping[str, Value]:
    spec: dict[str, Value] = {
        "minAvailable": 1,
        "selector": {"matchLabels": _selector(wanted, "serve")},
    }
    kind = "PodDisruptionBudget"
    return _object(wanted, manifest, "policy/v1", kind, "serve", spec=spec)


def _workers(wanted: Wanted, manifest: Manifest, plan: Plan) -> Mapping[str, Value]:
    told = ("--nats", wanted.nats, "--concurrency", str(wanted.concurrency))
    container: dict[str, Value] = {
        "name": "work",
        "command": _words(wanted, "work", *told, "--metrics", f"{EVERYWHERE}:{METRICS}"),
        "ports": [{"name": "metrics", "containerPort": METRICS}],
    }
    flows = len(wanted.flows or plan.entries)
    return _deployment(wanted, manifest, "work", container, flows=flows)


def _scaling(wanted: Wanted, manifest: Manifest, plan: Plan) -> Mapping[str, Value]:
    least, most = wanted.workers
    spec: dict[str, Value] = {
        "scaleTargetRef": {"name": f"{wanted.name}-work"},
        "minReplicaCount": least,
        "maxReplicaCount": most,
        "triggers": list(_triggers(wanted, plan)),
    }
    return _object(wanted, manifest, "keda.sh/v1alpha1", "ScaledObject", "work", spec=spec)


def _triggers(wanted: Wanted, plan: Plan) -> Iterator[Value]:
    """Yield what KEDA looks at: how many messages of each flow's queue nobody has."""
    every = [entry.name for entry in plan.entries]
    for flow in (one for one in every if one in (wanted.flows or every)):
        names = Names(plan.package, flow)
        yield {
            "type": "nats-jetstream",
            "metadata": {
                "natsServerMonitoringEndpoint": wanted.monitor,
                "account": "$G",
                "stream": names.stream(names.given),
                "consumer": CONSUMER,
                "lagThreshold": str(wanted.lag),
            },
        }
