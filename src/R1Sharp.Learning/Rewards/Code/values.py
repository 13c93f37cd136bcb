# Values on their way between the process of the program and the process of its tests: primitives travel by content and
# arrive as genuine ones, everything else stays where it is and is known by a number. One line of JSON a message.

import builtins
import json
import os
import sys

getattr(sys, "set_int_max_str_digits", int)(0)

# Types whose names stand for themselves on both sides.
PLAIN_TYPES = ("int", "float", "complex", "bool", "str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset", "range", "object", "type", "slice")

# What a class may define for operators, built-in functions and statements.
UNARY = ("__abs__", "__neg__", "__pos__", "__invert__", "__int__", "__float__", "__complex__", "__index__", "__round__", "__trunc__", "__floor__", "__ceil__")
ARITHMETIC = tuple(f"__{kind}{name}__" for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul", "lshift", "rshift", "and", "or", "xor")
                   for kind in ("", "r", "i"))
COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
PROTOCOLS = ("__len__", "__bool__", "__hash__", "__bytes__", "__iter__", "__next__", "__reversed__", "__length_hint__", "__enter__", "__exit__", "__aenter__", "__aexit__",
             "__aiter__", "__anext__", "__call__", "__getitem__", "__setitem__", "__delitem__", "__contains__", "__fspath__")
SPECIALS = UNARY + ARITHMETIC + COMPARISONS + PROTOCOLS

# Primitives that never change: an object whose class derives from one has its content on both sides.
FIXED = (int, float, complex, str, bytes, tuple, frozenset)
BASES = (*FIXED, bytearray, list, dict, set)


def encode(value, other):
    """The JSON form of a value; other(object) gives the form of what is not a primitive."""
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
        return ["r", *(format(part, "x") for part in (value.start, value.stop, value.step))]
    if kind is slice:
        return ["z", *(encode(part, other) for part in (value.start, value.stop, value.step))]
    for name, tag in (("list", "l"), ("tuple", "t"), ("set", "S"), ("frozenset", "F")):
        if kind.__name__ == name and kind.__module__ == "builtins":
            return [tag, [encode(item, other) for item in value]]
    if kind is dict:
        return ["d", [[encode(key, other), encode(item, other)] for key, item in value.items()]]
    if value is NotImplemented or value is Ellipsis:
        return ["N" if value is NotImplemented else "."]
    if kind.__module__ == "fractions" and kind.__name__ == "Fraction":
        return ["/", format(value.numerator, "x"), format(value.denominator, "x")]
    if kind.__module__ in ("decimal", "_pydecimal") and kind.__name__ == "Decimal":
        return ["D", str(value)]
    if kind.__module__ == "collections" and kind.__name__ == "deque":
        return ["q", [encode(item, other) for item in value], encode(value.maxlen, other)]
    if kind.__module__ == "datetime" and kind.__name__ in ("date", "datetime", "time", "timedelta") and getattr(value, "tzinfo", None) is None:
        return ["o", kind.__name__, [encode(getattr(value, field), other) for field in FIELDS[kind.__name__]]]
    return other(value)


FIELDS = {"date": ("year", "month", "day"), "time": ("hour", "minute", "second", "microsecond"), "timedelta": ("days", "seconds", "microseconds"),
          "datetime": ("year", "month", "day", "hour", "minute", "second", "microsecond")}


def content(value, other):
    """The content of an object whose class derives from a primitive's; None where it does not."""
    if isinstance(value, FIXED):
        return encode(fixed_value(value), other)
    for base in BASES:
        if isinstance(value, base):
            return encode(base(value), other)
    return None


def fixed_value(value):
    """The primitive itself, whatever its class has made of the conversions."""
    base = next(base for base in FIXED if isinstance(value, base))
    if base in (int, float, complex):
        return base.__pos__(value)
    return base.copy(value) if base is frozenset else base.__getitem__(value, slice(None))


def decode(data, other):
    """The value of a JSON form; other(data) gives what is not a primitive."""
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
        return range(*(int(part, 16) for part in rest[:3]))
    if tag == "z":
        return slice(*(decode(part, other) for part in rest[:3]))
    if tag == "d":
        return {decode(key, other): decode(item, other) for key, item in rest[0]}
    if tag in ("N", "."):
        return NotImplemented if tag == "N" else Ellipsis
    if tag == "/":
        from fractions import Fraction
        return Fraction(int(rest[0], 16), int(rest[1], 16))
    if tag == "D":
        from decimal import Decimal
        return Decimal(rest[0])
    if tag == "o":
        import datetime
        if rest[0] not in FIELDS:
            raise RuntimeError("the program gave no proper reply")
        return getattr(datetime, rest[0])(*(decode(field, other) for field in rest[1]))
    if tag == "T":
        return plain_type(rest[0])
    if tag == "X":
        return exception_type(rest[0], rest[1])
    if tag not in ("l", "t", "S", "F", "q"):
        return other(data)
    items = [decode(item, other) for item in rest[0]]
    if tag == "q":
        from collections import deque
        return deque(items, decode(rest[1], other))
    return {"l": list, "t": tuple, "S": set, "F": frozenset}[tag](items)


def encode_type(kind):
    """The form of a type that both sides know; None for others."""
    if kind.__module__ == "builtins" and kind.__name__ in PLAIN_TYPES and getattr(builtins, kind.__name__) is kind:
        return ["T", kind.__name__]
    if issubclass(kind, BaseException) and kind.__module__.split(".")[0] in sys.stdlib_module_names | {"builtins"}:
        return ["X", kind.__module__, kind.__qualname__]
    return None


def plain_type(name):
    """One of the types that both sides know."""
    if name not in PLAIN_TYPES:
        raise RuntimeError("the program gave no proper reply")
    return getattr(builtins, name)


def exception_type(module, name):
    """A class of exceptions of the standard library."""
    import importlib
    if module.split(".")[0] in sys.stdlib_module_names | {"builtins"}:
        kind = getattr(importlib.import_module(module), name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            return kind
    raise RuntimeError("the program gave no proper reply")


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


