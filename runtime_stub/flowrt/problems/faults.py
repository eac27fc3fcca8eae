"""What can stop a flow while it runs (R410 and up, exit 4), and an engine that cannot be used.

A fault names the flow, the component and its function, the place in the flow's source, and the
cause in the engine's words, as far as each is known.
"""

from __future__ import annotations

from flowrt.problems.report import Fault, Problem


class ComponentTrapped(Fault):
    """A component that the flow called gave up: it trapped instead of returning a value.

    The instance in which that happened is thrown away; other transactions are not touched.
    """

    code = "R410"
    title = "a component trapped"
    help = "the named function failed on this input; report it to the component's author"


class FlowFaulted(Fault):
    """The flow itself could not go on: arithmetic overflowed, or a divisor was zero.

    Arithmetic is never wrapped or rounded to make it fit.
    """

    code = "R411"
    title = "the flow cannot compute this value"
    help = "guard the expression at the named place, or use a wider type"


class DeadlinePassed(Fault):
    """The transaction ran longer than the limit `wall_ms` or `--timeout` allows."""

    code = "R412"
    title = "the flow ran longer than its deadline"
    help = "allow more time, or give a smaller input"


class FuelSpent(Fault):
    """The transaction executed more instructions than the limit `fuel` allows."""

    code = "R413"
    title = "the flow used up its fuel"
    help = "allow more fuel, or give a smaller input"


class NotStarted(Fault):
    """An instance could not be made: its memories or tables are larger than the limits allow."""

    code = "R414"
    title = "the flow could not be started"
    help = "build the archive with higher limits, or run it where they are not narrowed"


class StackExhausted(Fault):
    """Calls inside a component nested deeper than its stack allows."""

    code = "R415"
    title = "the stack is exhausted"
    help = "the input may be nested too deeply; else report it to the component's author"


class OutsideFlow(Fault):
    """The code around the flow failed: reading the input, printing the result, or its memory.

    The commonest reason is that its memory is full: at 4 GiB, or at a limit of the operator's.
    """

    code = "R416"
    title = "the flow's input or result could not be handled"
    help = "give a smaller input or raise the memory limit; if neither helps, report it to flowc"


class MemorySpent(Fault):
    """Code asked for more memory than a limit allows, got none, and gave up.

    The message says which limit: `memory_bytes` bounds each memory, `total_memory_bytes` all of an
    instance together. Code may also go on without what it was refused; then there is no fault.

    ```
    flowrt run shop.flowpack report --limit total_memory_bytes=64M
    ```
    """

    code = "R440"
    title = "the flow used up its memory"
    help = "allow more memory, or give a smaller input"


class OutputTooLarge(Fault):
    """The result is longer than the limit `output_bytes` allows."""

    code = "R417"
    title = "the result is larger than its limit"
    help = "give a smaller input, or build the archive with higher limits"


class NotBounded(Fault):
    """A limit was set that cannot be kept on this system, so nothing was run.

    `total_memory_bytes` needs memories that are counted, which is done on Linux alone, on
    x86-64 and aarch64.
    """

    code = "R441"
    title = "a limit cannot be kept here"
    help = "bound each memory with `memory_bytes` and their number with `memories`"


class NotCompiled(Fault):
    """The archive's component cannot be compiled or does not have the door that it promises.

    The compiler checks both, so the archive was made by something else.
    """

    code = "R418"
    title = "the archive's component cannot be used"
    help = "build the archive again with flowc"


class NotGranted(Fault):
    """A component used something that it imports and that the package did not grant it.

    What is not granted when a flow is built, with `needs` on a `use`, is not linked to the system;
    a component may import it and never use it.
    """

    code = "R419"
    title = "a component used what it was not granted"
    help = "grant it where the flow uses the component: `use .. needs ..`"


class ServiceFailed(Fault):
    """A service did not answer, or its answer is not a value of the function's type.

    Such a call can be made again with `retry`, or have a `fallback`. A service that `is_well` has
    answered that it does not take what it was given.
    """

    code = "R430"
    title = "a service failed"
    help = "look at the service; `with { retry: 3, fallback: .. }` says what to do without it"

    def __init__(self, *, is_well: bool = False, **names: str) -> None:
        super().__init__(**names)
        self.is_well = is_well


class LeftAlone(Fault):
    """A service failed again and again, and is not asked for a while, as the flow declares.

    ```
    rates.get(day) with { breaker(failures: 5, open: 30s), fallback: 100 }
    ```

    Each process counts by itself. Nothing was sent; `retry` does not help, a `fallback` does. After
    so many `seconds` the service is asked again.
    """

    code = "R434"
    title = "a service is left alone"
    help = "look at the service; it is asked again after a while, and until then `fallback` helps"

    def __init__(self, *, seconds: float = 0.0, **names: str) -> None:
        super().__init__(**names)
        self.seconds = seconds


class NotKept(Fault):
    """A value cannot be written as JSON, and is needed while a flow waits or by what it waits for.

    What is known where a flow waits is kept as text, which cannot hold a float that is not a number
    or is infinite.
    """

    code = "R432"
    title = "a value cannot be kept while the flow waits"
    help = "have the flow give an option or a result where a number may be missing"


class EngineUnusable(Problem):
    """The WebAssembly engine is missing, of another version, or not made for this machine."""

    code = "R420"
    title = "the WebAssembly engine cannot be used"
    help = "install flowc again with its dependencies: pip install --force-reinstall flowc"
    exit_code = 70

    def __init__(self, expected: str, found: str) -> None:
        super().__init__("", ("expected", expected), ("found", found))
