"""Checks a log in a folder (C2SP tlog-tiles): written from the specifications alone, with Python's standard library.

Usage: second_verifier.py FOLDER KEY [WITNESS_KEY]. Ed25519 is that of RFC 8032 section 6.
"""
import base64
import hashlib
import os
import struct
import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    m = (a[1] - a[0]) * (b[1] - b[0]) % P
    n = (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(k, point):
    result = (0, 1, 1, 0)
    while k:
        if k & 1:
            result = add(result, point)
        point = add(point, point)
        k >>= 1
    return result


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if x * x % P != x2:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == x2, "not a point"
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, message, signature):
    r, s = point(signature[:32]), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    a, b = times(s, BASE), add(r, times(h, point(key)))
    return s < L and (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def verified(text, lines, vkey):
    name, _, encoded = vkey.split("+", 2)
    encoded = base64.b64decode(encoded)
    ident = hashlib.sha256(name.encode() + b"\n" + encoded).digest()[:4]
    for line in lines:
        dash, by, value = line.split(" ")
        value = base64.b64decode(value)
        if dash == "\u2014" and by == name and value[:4] == ident:
            message, value = text.encode(), value[4:]
            if encoded[0] == 4:
                message, value = b"cosignature/v1\ntime %d\n" % struct.unpack(">Q", value[:8])[0] + message, value[8:]
            return signed(encoded[1:], message, value)
    return False


def root(hashes):
    while len(hashes) > 1:
        pairs = [hashlib.sha256(b"\1" + hashes[i] + hashes[i + 1]).digest() for i in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(hashes) & ~1:]
    return hashes[0] if hashes else hashlib.sha256(b"").digest()


def path(index):
    groups = ["%03d" % (index % 1000)]
    while index >= 1000:
        index //= 1000
        groups.insert(0, "x%03d" % (index % 1000))
    return "/".join(groups)


def main(folder, *keys):
    with open(os.path.join(folder, "checkpoint"), encoding="utf-8") as file:
        text, _, signatures = file.read().rpartition("\n\n")
    text += "\n"
    for key in keys:
        if not verified(text, signatures.splitlines(), key):
            return "not signed by " + key
    _, size, signed_root = text.splitlines()[:3]
    level, hashes, entries = 0, [], []
    for first in range(0, int(size), 256):
        width = min(256, int(size) - first)
        with open(os.path.join(folder, "tile/entries", path(first // 256) + (".p/%d" % width if width < 256 else "")), "rb") as file:
            for _ in range(width):
                entries.append(file.read(struct.unpack(">H", file.read(2))[0]))
            assert not file.read(), "too long"
    hashes = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    if base64.b64encode(root(hashes)).decode() != signed_root:
        return "another root"
    while hashes:
        for first in range(0, len(hashes), 256):
            part = hashes[first:first + 256]
            name = path(first // 256) + (".p/%d" % len(part) if len(part) < 256 else "")
            with open(os.path.join(folder, "tile/%d" % level, name), "rb") as file:
                if file.read() != b"".join(part):
                    return "another tile %d/%s" % (level, name)
        hashes = [root(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
    print("%s leaves, %d signatures" % (size, len(keys)))
    return None


sys.exit(main(*sys.argv[1:]))
