"""What is wrong with a file that says how an HTTP service is called."""

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
