#!/usr/bin/env python3
"""Golden numbers of ggml's block formats: random blocks, their numbers, and products with rows rounded to 8 bits, in double precision.

Written after the formats' description (ggml-common.h: block_q8_0, block_q4_0, block_q4_K, block_q6_K, block_q8_K) and plain Python alone:
    python3 make_stored.py > stored.json
"""
import json
import random
import struct

DEPTH, COLUMNS, ROWS = 512, 3, 2
random.seed(7)


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def half(x):
    return struct.pack("<e", x)


def read_half(b):
    return struct.unpack("<e", b)[0]


def some(n):
    return bytes(random.randrange(256) for _ in range(n))


def q8_0(b):
    return [read_half(b[:2]) * struct.unpack("<b", b[2 + i:3 + i])[0] for i in range(32)]


def q4_0(b):
    d = read_half(b[:2])
    return [d * ((b[2 + i] & 15) - 8) for i in range(16)] + [d * ((b[2 + i] >> 4) - 8) for i in range(16)]


def q4_k(b):
    d, e, packed, quanta, values = read_half(b[:2]), read_half(b[2:4]), b[4:16], b[16:], []
    for j in range(8):
        if j < 4:
            scale, least = packed[j] & 63, packed[j + 4] & 63
        else:
            scale = (packed[j + 4] & 15) | ((packed[j - 4] >> 6) << 4)
            least = (packed[j + 4] >> 4) | ((packed[j] >> 6) << 4)
        part = quanta[32 * (j // 2):32 * (j // 2) + 32]
        values += [d * scale * ((q >> 4) if j % 2 else (q & 15)) - e * least for q in part]
    return values


def q6_k(b):
    low, high, scales, d = b[:128], b[128:192], struct.unpack("<16b", b[192:208]), read_half(b[208:])
    values = [0.0] * 256
    for n in range(2):
        ql, qh, sc = low[64 * n:], high[32 * n:], scales[8 * n:]
        for l in range(32):
            quanta = ((ql[l] & 15) | ((qh[l] & 3) << 4), (ql[l + 32] & 15) | (((qh[l] >> 2) & 3) << 4),
                      (ql[l] >> 4) | (((qh[l] >> 4) & 3) << 4), (ql[l + 32] >> 4) | (((qh[l] >> 6) & 3) << 4))
            for k, q in enumerate(quanta):
                values[128 * n + 32 * k + l] = d * sc[l // 16 + 2 * k] * (q - 32)
    return values


def rounded_small(x):
    d = f32(max(abs(v) for v in x) / 127)
    inverse = f32(1 / d) if d else 0
    stored = read_half(half(d))
    return [stored * round(f32(v * inverse)) for v in x]


def rounded_large(x):
    most = max(x, key=abs)
    if most == 0:
        return [0.0] * len(x)
    inverse = f32(-127 / most)
    return [f32(1 / inverse) * min(127, round(f32(v * inverse))) for v in x]


def small():
    return f32(random.uniform(-0.01, 0.01))


FORMATS = {
    "Q8": (32, q8_0, rounded_small, lambda: half(small()) + some(32)),
    "Q4": (32, q4_0, rounded_small, lambda: half(small()) + some(16)),
    "Q4K": (256, q4_k, rounded_large, lambda: half(small()) + half(abs(small())) + some(140)),
    "Q6K": (256, q6_k, rounded_large, lambda: some(208) + half(small())),
}

x = [[f32(random.gauss(0, 1)) for _ in range(DEPTH)] for _ in range(ROWS)]
x[1][:256] = [0.0] * 256
result = {"x": x}
for name, (length, decode, rounded, block) in FORMATS.items():
    columns = [[block() for _ in range(DEPTH // length)] for _ in range(COLUMNS)]
    values = [[v for b in column for v in decode(b)] for column in columns]
    rows = [[v for at in range(0, DEPTH, length) for v in rounded(row[at:at + length])] for row in x]
    result[name] = {
        "bytes": [b"".join(column).hex() for column in columns],
        "values": [[f32(v) for v in column] for column in values],
        "products": [[sum(a * b for a, b in zip(row, column)) for column in values] for row in rows],
    }
print(json.dumps(result))
