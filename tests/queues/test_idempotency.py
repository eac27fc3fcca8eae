"""A durable transaction names its calls over HTTP, so that whoever is asked twice does it once."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.queues.server import Server
from tests.queues.test_durable import FLOWS
from tests.queues.working import runner, working

from flowrt.bindings.mapped import Mapped
from flowrt.bindings.mapping import read_mapping

MAPPING = """\
url = "http://127.0.0.1:PORT"
[functions.charge]
method = "POST"
path = "/charge"
[functions.ship]
method = "POST"
path = "/ship"
[functions.wait]
method = "POST"
path = "/wait"
"""


async def test_each_call_over_http_has_a_key(server: Server) -> None:
    keys: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            keys.append(self.headers["Idempotency-Key"])
            self.send_response(200)
            self.send_header("Content-Length", "1")
            self.end_headers()
            self.wfile.write(b"7")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as shop:
        thread = threading.Thread(target=shop.serve_forever, args=(0.01,))
        thread.start()
        mapping = read_mapping(MAPPING.replace("PORT", f"{shop.server_port}"), "shop.toml")
        async with working(server.url, runner(FLOWS, shop=Mapped(mapping, "shop.toml"))) as queue:
            async with queue.workers("order"):
                await queue.send("order", {"n": 5}, "o-1")
                assert await queue.result("order", "o-1") == 7007
            place = f'"{queue.names("order")}/o-1/0'
            assert keys == [f'{place}/0/0"', f'{place}/1/0"']
        shop.shutdown()
        thread.join()
