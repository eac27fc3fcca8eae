"""What an archive says about itself: the manifest made from a plan and what the build was given."""

import hashlib
from collections.abc import Mapping

from flowc import __version__
from flowrt import format as f
from flowrt.plan import Plan


def describe(
    plan: Plan,
    inputs: Mapping[str, bytes],
    engine: f.Engine,
    *,
    build: int = 0,
    created: int | None = None,
) -> f.Manifest:
    """Return the manifest; `inputs` are bytes by label, `created` is in Unix seconds or None."""
    return f.Manifest(
        package=plan.package,
        version=plan.package_version,
        engine=engine,
        compiler=f.Compiler("flowc", __version__),
        build=build,
        created=created,
        inputs=tuple(
            f.Input(path, hashlib.sha256(data).hexdigest()) for path, data in sorted(inputs.items())
        ),
    )
