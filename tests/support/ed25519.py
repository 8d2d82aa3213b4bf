# SPDX-License-Identifier: Apache-2.0
# tests/support/ed25519.py: Ed25519 from the formulas of RFC 8032, section 5.1, and enough CBOR to read a receipt: a second opinion on what the program
# signs, with nothing but Python. Slow, and not for secrets.
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def hashed(*pieces):
    return int.from_bytes(hashlib.sha512(b"".join(pieces)).digest(), "little")


def add(a, b):  # extended coordinates: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
    u, v = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = v - u, d - c, d + c, v + u
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    sum_ = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            sum_ = add(sum_, point)
        point, scalar = add(point, point), scalar >> 1
    return sum_


def point_of(octets):
    y = int.from_bytes(octets, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P:
        raise ValueError("not a point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def octets_of(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def secrets_of(seed):
    both = hashlib.sha512(seed).digest()
    return int.from_bytes(both[:32], "little") & (2**254 - 8) | 2**254, both[32:]


def public_key(seed):
    return octets_of(times(secrets_of(seed)[0], BASE))


def sign(seed, message):
    scalar, prefix = secrets_of(seed)
    r = hashed(prefix, message) % L
    point = octets_of(times(r, BASE))
    s = (r + hashed(point, public_key(seed), message) * scalar) % L
    return point + s.to_bytes(32, "little")


def verify(key, message, signature):
    try:
        point, s = point_of(signature[:32]), int.from_bytes(signature[32:], "little")
        right = add(point, times(hashed(signature[:32], key, message) % L, point_of(key)))
    except ValueError:
        return False
    return len(signature) == 64 and s < L and octets_of(times(s, BASE)) == octets_of(right)


def cbor(octets, at=0):
    """One value and where it ends: whole numbers, octets, text, arrays, maps; a tag gives its content."""
    major, low = octets[at] >> 5, octets[at] & 31
    at += 1
    if low >= 24:
        size = 1 << (low - 24)
        low, at = int.from_bytes(octets[at : at + size], "big"), at + size
    if major in (0, 1):
        return (low if major == 0 else -1 - low), at
    if major in (2, 3):
        piece = octets[at : at + low]
        return (piece if major == 2 else piece.decode()), at + low
    if major == 6:
        return cbor(octets, at)
    values = []
    for _ in range(low * (2 if major == 5 else 1)):
        value, at = cbor(octets, at)
        values.append(value)
    return (dict(zip(values[::2], values[1::2])) if major == 5 else values), at


def text_head(size, major):
    return bytes([major << 5 | size]) if size < 24 else bytes([major << 5 | 24, size]) if size < 256 else bytes([major << 5 | 25]) + size.to_bytes(2, "big")


def open_receipt(octets, key):
    """The payload of a receipt that `key` signed, as docs/formats/receipt.md has it; None: it is none."""
    (protected, unprotected, payload, signature), end = cbor(octets)
    signed = b"\x84\x6aSignature1" + text_head(len(protected), 2) + protected + b"\x40" + text_head(len(payload), 2) + payload
    if octets[0] != 0xD2 or end != len(octets) or unprotected != {} or not verify(key, signed, signature):
        return None
    head = cbor(protected)[0]
    return cbor(payload)[0] if head == {1: -8, 3: "application/accalmie-receipt+cbor", 4: key} else None
