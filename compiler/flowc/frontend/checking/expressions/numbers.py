"""The numbers and lengths of time of policies and their settings, held to their ranges."""

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.want import Want
from flowc.text.diagnostic import Edit


def duration(ctx: Context, one: tree.Policy | tree.Setting) -> int | None:
    """Return a length of time in microseconds; None where there is none, which is reported."""
    name = one.name.text
    match one.value:
        case tree.Duration(0) as value:
            ctx.report.add(errors.PolicyRange(name, "longer than nothing", span=value.span))
        case tree.Duration(micros):
            return micros
        case tree.IntLit(number) as value:
            unit = "s" if isinstance(one, tree.Setting) else "ms"  # as most are
            edit = Edit(value.span, f"{number}{unit}")
            error = errors.PolicyValue(
                name, "takes a duration with its unit", edit, span=value.span
            )
            ctx.report.add(error)
        case _:
            refuse(ctx, one, "takes a duration such as `200ms`")
    return None


def whole(ctx: Context, one: tree.Policy | tree.Setting, least: int, most: int) -> int | None:
    """Return a whole number within bounds; None where it is none, which is reported."""
    match one.value:
        case tree.IntLit(number) if least <= number <= most:
            return number
        case tree.IntLit() as value:
            wanted = f"from {least} to {most}" if least else f"at most {most}"
            ctx.report.add(errors.PolicyRange(one.name.text, wanted, span=value.span))
        case _:
            wanted = f"takes a whole number {f'from {least} ' if least else 'up '}to {most}"
            refuse(ctx, one, wanted)
    return None


def refuse(
    ctx: Context, one: tree.Policy | tree.Setting, wanted: str, edit: Edit | None = None
) -> None:
    """Report a value that is not taken; what is wrong inside of it is told too."""
    place = one.span if one.value is None else one.value.span
    ctx.report.add(errors.PolicyValue(one.name.text, wanted, edit, span=place))
    check_inside(ctx, one)


def check_inside(ctx: Context, one: tree.Policy | tree.Setting) -> None:
    """Check what stands as a value and is not taken, for the mistakes inside it."""
    match one.value:
        case None | tree.Duration():
            return
        case tree.Settings(items):
            for item in items:
                check_inside(ctx, item)
        case value:
            ctx.check(value, Want(terms.UNKNOWN))
