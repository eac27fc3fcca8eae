"""What `flowrt serve` can say.

R475 to R477 and R500 to R509 are for whoever asks it, R510 and up for whoever starts it.
"""

from flowrt.problems.report import BadInput, Problem


class WrongMethod(BadInput):
    """What is there cannot be used with this method; the header `Allow` names those that can.

    ```
    curl http://localhost:8080/v1/flows/hello
    ```

    A flow is called with POST.
    """

    code = "R500"
    title = "the method is not one that is allowed here"
    help = "use one of the expected methods"


class NoSuchPath(BadInput):
    """Nothing is served at this path.

    ```
    curl http://localhost:8080/flows
    ```
    """

    code = "R501"
    title = "nothing is served at this path"
    help = "the document at `/openapi.json` lists what there is"


class WrongMedia(BadInput):
    """The body is not declared to be JSON.

    ```
    curl -d '{"name": "Ada"}' http://localhost:8080/v1/flows/hello
    ```

    That is sent as a form. A page of another site can have a browser send forms and plain texts,
    but not JSON, which is why the type is insisted on.
    """

    code = "R502"
    title = "the body is of another media type"
    help = "send the header `Content-Type: application/json`"


class TooSlow(BadInput):
    """The request did not arrive in the time that the server gives it (`--read-timeout`)."""

    code = "R503"
    title = "the request took too long to arrive"
    help = "send it faster, or in smaller parts"


class Busy(BadInput):
    """As many transactions are under way as the server takes at once (`--concurrency`).

    Nothing of this one was run; the header `Retry-After` says in how many seconds to try again.
    """

    code = "R504"
    title = "the server has all it can do"
    help = "ask again a little later"


class NoToken(BadInput):
    """The server asks for a bearer token, and none or another one was given.

    ```
    Authorization: Bearer TOKEN
    ```
    """

    code = "R505"
    title = "the request has no valid token"
    help = "send the header `Authorization: Bearer TOKEN`"


class WrongHost(BadInput):
    """The request is for another host than this one, which listens for its own machine alone.

    A browser sends such a request when a page of another site gave itself this machine's address.
    """

    code = "R506"
    title = "the request is for another host"
    help = "ask for localhost, or start the server with `--host` and a token"


class WrongHostLine(BadInput):
    """A request of HTTP/1.1 says once, in a line `Host`, whom it is for (RFC 9112, 3.2).

    ```
    POST /v1/flows/hello HTTP/1.1
    Host: localhost:8080
    ```

    Without it, or with two, a proxy on the way and the server may each take it to be for another.
    """

    code = "R475"
    title = "the request does not say once which host it is for"
    help = "send one header `Host`, with the host and the port of the address that is asked"


class HeadTooLarge(BadInput):
    """What comes before the body of a request is larger than the server reads: 64 KiB.

    Cookies of a site that serves other things as well, for one, are sent with each request to it.
    """

    code = "R476"
    title = "the head of the request is too large"
    help = "send fewer or shorter headers, and what is long in the body"


class NotHttp(BadInput):
    """The bytes that came are no request of HTTP/1.1, or of one that no server can be sure about.

    ```
    POST /v1/flows/hello HTTP/1.1
    Content-Length: 2
    Content-Length: 3
    ```
    """

    code = "R477"
    title = "this is no HTTP request"
    help = "speak HTTP/1.1, over TLS where the server has a certificate and only there"


class BadQuery(BadInput):
    """The path or its query cannot be read, or gives a parameter twice.

    ```
    GET /orders?limit=1&limit=2
    GET /orders/50%
    ```

    A percent sign by itself is written `%25`.
    """

    code = "R507"
    title = "the request's parameters cannot be read"
    help = "give each parameter once, percent-encoded as UTF-8"


class Ending(BadInput):
    """The server was told to end, and the time to finish what it had accepted is over (`--grace`).

    The flow was stopped; what it did outside until then is done.
    """

    code = "R508"
    title = "the server ended before the flow did"
    help = "ask again, if the flow may be run twice"


class Missing(Problem):
    """What `flowrt serve` needs is not installed: the server, or what sends traces, are extras.

    ```
    pip install 'flowc[serve,traces]'
    ```
    """

    code = "R510"
    title = "a part of the server is not installed"
    help = "install flowc with the extra that is named"

    def __init__(self, found: str, extra: str = "serve") -> None:
        super().__init__("", ("found", found), ("extra", f"pip install 'flowc[{extra}]'"))


class CannotListen(Problem):
    """The address cannot be listened on: it is in use, not this machine's, or not allowed."""

    code = "R511"
    title = "the address cannot be listened on"
    help = "give another with `--host` and `--port`; port 0 takes a free one"

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, ("found", found))


class Unguarded(Problem):
    """A server that other machines can reach asks for a token, unless it is said that it need not.

    ```
    flowrt serve shop.flowpack --host 0.0.0.0
    ```
    """

    exit_code = 2
    code = "R512"
    title = "the server would be open to everybody"
    help = "give a token with `--token-file FILE` or $FLOWRT_TOKEN, or say `--open`"

    def __init__(self, place: str) -> None:
        super().__init__(place, ("expected", "a token"), ("found", "none"))


class RouteTaken(Problem):
    """A flow declares a route that the server answers itself, under `/v1/` for instance.

    ```
    @http(get, "/healthz")
    ```
    """

    code = "R513"
    title = "a route is the server's own"
    help = "declare another path with `@http`, or serve the other flows by their names"

    def __init__(self, route: str, flow: str) -> None:
        super().__init__(route, ("expected", "a path that is free"), ("found", f"the flow {flow}"))


class BadCertificate(Problem):
    """The certificate or its key cannot be read, or they do not belong to each other.

    ```
    flowrt serve shop.flowpack --tls-certificate chain.pem --tls-key key.pem
    ```
    """

    code = "R514"
    title = "the certificate or its key cannot be used"
    help = "give a PEM file with the chain, and one with the private key without a passphrase"

    def __init__(self, place: str, found: str) -> None:
        super().__init__(place, ("found", found))
