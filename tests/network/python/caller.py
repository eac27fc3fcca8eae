"""The client in Python, by the bindings that componentize-py makes of `client/wit`."""

# The bindings exist only while componentize-py builds, so mypy cannot see them.
# mypy: disable-error-code="import-not-found,misc"

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.client import Answer, Header, Request
from wit_world.imports import outgoing_handler, types
from wit_world.imports.streams import StreamError_Closed


class Client(exports.Client):
    """The interface, as componentize-py asks for it."""

    def fetch(self, request: Request) -> Answer:
        """Send a request, wait for its answer and read it."""
        fields = types.Fields()
        sent = types.OutgoingRequest(fields)
        sent.set_scheme(types.Scheme_Http())
        sent.set_authority(request.authority)
        sent.set_path_with_query(request.path)
        try:
            future = outgoing_handler.handle(sent, None)
        except Err as error:
            raise Err(type(error.value).__name__) from None
        future.subscribe().block()
        response = future.get().value.value
        headers = [Header(name, value.decode()) for name, value in response.headers().entries()]
        return Answer(response.status(), headers, _text(response.consume()))


def _text(body: types.IncomingBody) -> str:
    read = b""
    with body, body.stream() as stream:
        try:
            while True:
                read += stream.blocking_read(65536)
        except Err as error:
            if not isinstance(error.value, StreamError_Closed):
                raise
    return read.decode()
