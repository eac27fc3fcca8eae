"""What is wrong with files that say who answers for services, or how HTTP services are called."""

from flowrt.problems.report import Refused


class BadMapping(Refused):
    """A mapping says how an HTTP service that knows nothing of flows is called, in TOML.

    ```
    url = "https://fraud.example.com"

    [functions.screen]
    method = "post"
    path = "/v2/screen/{country}"
    result = "data.verdict"
    ```

    Each function that the flows call needs its part; names in braces and in `query` are parameters
    of the function, the others are the body.
    """

    code = "R516"
    title = "the mapping of a service is not well"
    help = "correct it at the named place; nothing was asked of the service"


class BadBindings(Refused):
    """A file of bindings says in TOML who answers for each service, as `--bind` does for one.

    ```
    fraud = "https://fraud.example.com"
    pricing = "queue://nats.example.com/acme:pricing"
    ledger = "ledger.flowpack"
    ```

    Paths are from where the file lies.
    """

    code = "R517"
    title = "the file of bindings is not well"
    help = "correct it at the named place; nothing was run"


class PlainComponent(Refused):
    """A component is bound by itself: nobody vouches for it, and nothing says what it may use.

    ```
    flowrt run shop.flowpack --bind fraud=./fraud.wasm
    ```

    A flow that passes the calls on takes three lines, and its archive is signed:

    ```
    package acme:fraud@1.0.0;
    use fraud from "fraud.wasm";
    export flow screen(cents: u64) -> bool { fraud.screen(cents) }
    ```
    """

    code = "R518"
    title = "a component cannot be bound by itself"
    help = "build an archive of a flow that calls it, and bind that; nothing in it was run"
