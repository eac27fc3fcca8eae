"""Ed25519's verification (RFC 8032, without cofactor) from its formulas, for the second reader.

Slow, and not meant for secrets; it also makes signatures that an honest signer would not make.
"""

from hashlib import sha512

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

Point = tuple[int, int, int, int]
"""X, Y, Z and T, where x = X/Z, y = Y/Z and xy = T/Z."""
ZERO: Point = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    total = ZERO
    for bit in f"{scalar:b}":
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def negative(point: Point) -> Point:
    return -point[0] % P, point[1], point[2], -point[3] % P


def encoded(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decoded(data: bytes) -> Point | None:
    """Return the point that bytes spell, or None; other spellings of a point are none."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or ZERO


def challenge(r: bytes, key: bytes, message: bytes) -> int:
    return int.from_bytes(sha512(r + key + message).digest(), "little") % ORDER


def signed(key: bytes, message: bytes, proof: bytes) -> bool:
    """Return whether a signature is well, by FORMAT.md 4.2; of any key that is a point."""
    point, s = decoded(key), int.from_bytes(proof[32:], "little")
    if point is None or s >= ORDER or len(proof) != 64:
        return False
    away = times(challenge(proof[:32], key, message), negative(point))
    return encoded(add(times(s, BASE), away)) == proof[:32]
