"""What a component asks for that was granted `localhost` at one port, by how it is spelled."""

from collections.abc import Callable

OTHERS: dict[str, Callable[[int], str | None]] = {
    "an address that the name has": lambda port: f"127.0.0.1:{port}",
    "the other address that it has": lambda port: f"[::1]:{port}",
    "that address as one of IPv6": lambda port: f"[::ffff:127.0.0.1]:{port}",
    "a short address": lambda port: f"127.1:{port}",
    "an address as a number": lambda port: f"2130706433:{port}",
    "an address in hexadecimal": lambda port: f"0x7f000001:{port}",
    "an address in octal": lambda port: f"0177.0.0.1:{port}",
    "no address at all": lambda port: f"0:{port}",
    "all addresses": lambda port: f"0.0.0.0:{port}",
    "another name of the same address": lambda port: f"ip6-localhost:{port}",
    "a name below": lambda port: f"evil.localhost:{port}",
    "a name beside": lambda port: f"evil-localhost:{port}",
    "a name above": lambda port: f"localhost.evil:{port}",
    "the name as a user": lambda port: f"localhost:{port}@127.0.0.1:{port}",
    "a user at the name": lambda port: f"user@localhost:{port}",
    "the default port": lambda _: "localhost",
    "another port": lambda port: f"localhost:{port + 1}",
    "an empty port": lambda _: "localhost:",
    "a port with a zero before": lambda port: f"localhost:0{port}",
    "a port that is too high": lambda port: f"localhost:{port + 65536}",
    "no host": lambda port: f":{port}",
    "nothing": lambda _: "",
    "no authority": lambda _: None,
}
