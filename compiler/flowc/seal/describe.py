"""What an archive says about itself: the manifest made from a plan and what the build was given."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from flowc import __version__
from flowrt.archive import format as f
from flowrt.plan.plan import Plan

NO_LIMITS: Mapping[str, int] = MappingProxyType({})


def describe(  # noqa: PLR0913 - all that a manifest says
    plan: Plan,
    inputs: Mapping[str, bytes],
    engine: f.Engine,
    *,
    capabilities: tuple[str, ...] = (),
    limits: Mapping[str, int] = NO_LIMITS,
    build: int = 0,
    created: int | None = None,
    not_after: int | None = None,
) -> f.Manifest:
    """Return the manifest; `inputs` are bytes by label, times are in Unix seconds or None.

    `capabilities` are what the archive may touch outside, `limits` what a run of it may use, by
    their names in an archive.
    """
    return f.Manifest(
        package=plan.package,
        version=plan.package_version,
        engine=engine,
        compiler=f.Compiler("flowc", __version__),
        build=build,
        capabilities=capabilities,
        limits=limits,
        created=created,
        not_after=not_after,
        inputs=tuple(
            f.Input(path, hashlib.sha256(data).hexdigest()) for path, data in sorted(inputs.items())
        ),
    )
