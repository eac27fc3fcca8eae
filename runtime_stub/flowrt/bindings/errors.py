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

    Paths are from where the file lies. Instead of a text there may be a table, which also says when
    the service is left alone: `fraud = { target = "https://..", breaker = "failures 10 open 5s" }`,
    or what is allowed to an archive or a component that answers in this process:

    ```
    [pure]
    target = "pure.wasm@sha256:DIGEST"
    allow = ["clock", "files:data=read"]
    folders = { data = "/srv/pure" }
    ```
    """

    code = "R517"
    title = "the file of bindings is not well"
    help = "correct it at the named place; nothing was run"


class PlainComponent(Refused):
    """A component is bound by itself, and what makes an archive of it is not installed here.

    ```
    flowrt run shop.flowpack --bind fraud=./fraud.wasm
    ```

    Calls come as text, and a component takes values: what stands between is compiled. Where flowc
    is installed with `flowc[compile]`, that is done when the component is bound. Elsewhere bind an
    archive that was made before:

    ```
    flowc wrap fraud.wasm --for shop.flowpack --key flowc.key -o fraud.flowpack
    ```
    """

    code = "R518"
    title = "there is nothing here that makes an archive of a component"
    help = "install `flowc[compile]`, or bind what `flowc wrap` made of it; nothing in it was run"


class NotAComponent(Refused):
    """What is bound as a component is something else, or is damaged.

    A core module, as compilers emit it, becomes a component with `wasm-tools component new`:

    ```
    wasm-tools component new fraud.core.wasm -o fraud.wasm
    ```

    The message says at which byte the file stopped making sense.
    """

    code = "R519"
    title = "this is no component"
    help = "build it again, or give a component; nothing in it was run"


class OtherComponent(Refused):
    """A component is not the one that it is pinned to: its bytes have another digest.

    Nobody signs a component. Its digest says which one is meant, and the bytes that are compiled
    are compared with it:

    ```
    flowrt run shop.flowpack --bind fraud=./fraud.wasm@sha256:DIGEST
    ```
    """

    code = "R520"
    title = "the component is not the one that it is pinned to"
    help = "find out who changed it; nothing in it was run"


class LacksFunction(Refused):
    """A component that is bound to a service does not have one of its functions.

    One that answers has its name. It stands in the interface that the service names, in a version
    that fits, or where the component exports no such interface, in whichever one has it:

    ```
    interface screening { screen: func(cents: u64) -> bool; }
    use fraud from screening as service;
    ```

    is answered for by a component that exports `acme:shop/screening`, or `screen` anywhere once.
    """

    code = "R521"
    title = "the component lacks a function of the service"
    help = "bind a component that exports what is expected; nothing in it was run"


class OtherTypes(Refused):
    """A function of a component takes or gives something else than the service's.

    They are compared as WIT says: parameters by name, order and type, and the result; types by what
    they are made of, whatever their names. Handles of resources have no form outside a component.

    ```
    screen: func(cents: u64) -> bool;
    ```

    is not answered for by `screen: func(cents: u32) -> bool`.
    """

    code = "R522"
    title = "a function of the component has other types than the service's"
    help = "bind a component of these types, or an archive of a flow between the two"


class NotSatisfied(Refused):
    """A component that stands alone imports something that no host provides.

    WASI 0.2 is provided, as far as it is allowed. What else a component imports it gets by a flow
    from another component:

    ```
    package acme:fraud@1.0.0;
    use fraud from "fraud.wasm" with { log: log };
    use log from "log.wasm";
    export flow screen(cents: u64) -> bool { fraud.screen(cents) }
    ```
    """

    code = "R523"
    title = "nothing provides what the component imports"
    help = "build an archive of a flow that gives it to the component, and bind that"


class Unpinned(Refused):
    """A component may do something outside, and any file of this name would.

    What is allowed to an archive is allowed to those who sign it. Nobody signs a component, so its
    digest says what is allowed something:

    ```
    flowrt run shop.flowpack --bind fraud=./fraud.wasm@sha256:DIGEST --allow fraud/clock
    ```
    """

    code = "R524"
    title = "a component that is allowed something is not pinned"
    help = "pin it to the digest that you trust; nothing in it was run"


class NotWrapped(Refused):
    """No archive can be made of a component, though its functions fit.

    ```
    flowc wrap fraud.wasm --key flowc.key -o fraud.flowpack
    ```

    says more.
    """

    code = "R525"
    title = "no archive can be made of the component"
    help = "see what `flowc wrap` says of it; nothing in it was run"


class NoService(Refused):
    """An archive does not call a service of this name, or calls several and none was named.

    Or a service was named, and no archive.

    ```
    flowc wrap fraud.wasm --for shop.flowpack --service fraud --key flowc.key -o fraud.flowpack
    ```

    A component is compared with the functions that the archive calls of one service.
    """

    code = "R526"
    title = "it is not clear which service is meant"
    help = "give an archive by `--for`, and with `--service NAME` one that it calls"
