"""`flowrt serve`: its options and its help; `flowrt.serve` does the work.

Takes the words after `serve`, gives the exit code. Nothing heavy is imported for help alone.
"""

from flowrt.cli.hosting import asked
from flowrt.cli.options import Option
from flowrt.cli.rights import OPTIONS as RIGHTS
from flowrt.cli.terms import OPTIONS as TERMS

OPTIONS = (
    Option("host", "ADDRESS", "where to listen: 127.0.0.1 unless said otherwise"),
    Option("port", "NUMBER", "8080 unless said otherwise; 0 takes a free one and says which"),
    Option("processes", "N", "how many processes answer; 1 unless said otherwise"),
    Option("concurrency", "N", "transactions at once in each of them (64); more are told to wait"),
    Option("read-timeout", "SECONDS", "how long a request may take to arrive (30)"),
    Option("max-body", "BYTES", "the longest request, and the longest line of a stream (16 MiB)"),
    Option("grace", "SECONDS", "how long to go on at the end with what was accepted (30)"),
    Option("token-file", "FILE", "demand the bearer token in this file, or in $FLOWRT_TOKEN"),
    Option("open", "", "let other machines in without a token"),
    Option("allow-origin", "ORIGIN", "let pages of this origin ask; null for files", repeats=True),
    Option("tls-certificate", "FILE", "serve HTTPS with this certificate chain"),
    Option("tls-key", "FILE", "and with this private key"),
    Option("metrics", "", "show metrics for Prometheus at /metrics"),
    Option("traces", "URL", "send traces to this OpenTelemetry collector, by OTLP over HTTP"),
    *TERMS,
    *(option for option in RIGHTS if option.name != "isolation"),
    Option("json", "", "messages on stderr as JSON lines"),
    Option("help", "", "show this"),
)
USAGE = """\
usage: flowrt serve ARCHIVE [FLOW ...] [OPTION ...]

Verifies an archive once, as `flowrt run` does, and answers for its flows over HTTP; for all of
them, unless some are named. Each transaction has an instance of its own. A flow is called with
POST /v1/flows/FLOW and a JSON object of its parameters.

{options}"""


def serve(argv: list[str]) -> int:
    """Run the command; return its exit code. Raises `Problem`."""
    words = asked(argv, "serve", OPTIONS, USAGE)
    if words is None:
        return 0
    from flowrt.cli.serving import serve_archive  # noqa: PLC0415 - help needs none of it

    return serve_archive(words)
