# Values on their way between the process of the program and the process of its tests: primitives travel by content and
# arrive as genuine ones, everything else stays where it is and is known by a number. One line of JSON a message.

import json
import os
import sys


def encode(value, keep):
    """The JSON form of a value; keep(object) numbers what is not a primitive."""
    kind = type(value)
    if value is None:
        return ["n"]
    if kind is bool:
        return ["B", value]
    if kind is int:
        return ["i", format(value, "x")]
    if kind is float:
        return ["f", value.hex()]
    if kind is complex:
        return ["c", value.real.hex(), value.imag.hex()]
    if kind is str:
        return ["s", value]
    if kind in (bytes, bytearray):
        return ["b" if kind is bytes else "y", value.hex()]
    if kind is range:
        return ["r", value.start, value.stop, value.step]
    for name, tag in (("list", "l"), ("tuple", "t"), ("set", "S"), ("frozenset", "F")):
        if kind.__name__ == name and kind.__module__ == "builtins":
            return [tag, [encode(item, keep) for item in value]]
    if kind is dict:
        return ["d", [[encode(key, keep), encode(item, keep)] for key, item in value.items()]]
    if kind.__module__ == "fractions" and kind.__name__ == "Fraction":
        return ["/", format(value.numerator, "x"), format(value.denominator, "x")]
    if kind.__module__ in ("decimal", "_pydecimal") and kind.__name__ == "Decimal":
        return ["D", str(value)]
    if kind.__module__ == "collections" and kind.__name__ == "deque":
        return ["q", [encode(item, keep) for item in value]]
    for base in (int, float, str, bytes, tuple, list, dict, set, frozenset):
        if isinstance(value, base):
            return encode(base(value), keep)
    return ["h", keep(value)]


def decode(data, remote):
    """The value of a JSON form; remote(number) stands for what is not a primitive."""
    tag, rest = data[0], data[1:]
    if tag == "n":
        return None
    if tag == "B":
        return rest[0] is True
    if tag == "i":
        return int(rest[0], 16)
    if tag == "f":
        return float.fromhex(rest[0])
    if tag == "c":
        return complex(float.fromhex(rest[0]), float.fromhex(rest[1]))
    if tag == "s":
        return str(rest[0])
    if tag in ("b", "y"):
        return (bytes if tag == "b" else bytearray).fromhex(rest[0])
    if tag == "r":
        return range(int(rest[0]), int(rest[1]), int(rest[2]))
    if tag == "d":
        return {decode(key, remote): decode(item, remote) for key, item in rest[0]}
    if tag == "/":
        from fractions import Fraction
        return Fraction(int(rest[0], 16), int(rest[1], 16))
    if tag == "D":
        from decimal import Decimal
        return Decimal(rest[0])
    if tag == "h":
        return remote(int(rest[0]))
    items = [decode(item, remote) for item in rest[0]]
    if tag == "q":
        from collections import deque
        return deque(items)
    return {"l": list, "t": tuple, "S": set, "F": frozenset}[tag](items)


class Channel:
    """Lines from and to the outside. What the code beside it prints goes to standard error, what it reads is empty."""

    def __init__(self):
        self._input = os.fdopen(os.dup(0), "r", encoding="ascii", newline="\n")
        self._output = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)

    def read(self):
        """The next message; None at the end."""
        line = self._input.readline()
        return json.loads(line) if line else None

    def write(self, message):
        """Sends a message."""
        self._output.write(json.dumps(message) + "\n")
        self._output.flush()


