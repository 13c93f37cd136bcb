# What operators of the program's objects may make of values of the tests.

import zlib


class Guard:
    """
    Operators of a program's object. Among the program's own objects the program decides. With a value of the tests:
    - an object that the tests did not build themselves is compared by its content or not at all: an object that a function
      returned and that is equal to everything is equal to nothing here;
    - one that they built is asked about other values besides, and is not believed where it is equal to those as well;
    - what is computed stays an object: a number that the program made from a value of the tests proves nothing.
    """

    def __init__(self, target, name):
        self._target = target
        self._name = name
        self._state = state(target)

    def compare(self, other):
        if state(other) is not None:
            return special(self._target, self._name, other)
        if is_fixed(self._target) and not self._state.built:
            return getattr(fixed_value(self._target), self._name)(other)
        if type(self._target) in CONTAINERS and self._name in ("__eq__", "__ne__"):
            return getattr(self._state.program.content(self._target), self._name)(other)
        return self._among_others(other) if self._state.built else NotImplemented

    def _among_others(self, other):
        values = others(other) if self._name in ("__eq__", "__ne__") else far_from(other, self._name)
        place = zlib.crc32(repr(other).encode()) % (len(values) + 1)
        answers = [special(self._target, self._name, value) for value in [*values[:place], other, *values[place:]]]
        answer = answers.pop(place)
        claims = bool(answer) != (self._name == "__ne__")
        if not values or answer is NotImplemented or not claims:
            return answer
        alike = sum(1 for one in answers if one is not NotImplemented and bool(one) == bool(answer))
        return answer if alike <= (1 if self._name in ("__eq__", "__ne__") else 0) else self._name == "__ne__"

    def compute(self, other, *rest):
        theirs = state(other)
        if theirs is None and is_fixed(self._target) and not self._state.built:
            return genuine(self._target, self._name, other, *rest)
        result = special(self._target, self._name, other, *rest)
        if result is NotImplemented:
            return result
        given = theirs is None and not self._state.built
        tainted = given or self._state.tainted or (theirs is not None and theirs.tainted)
        if state(result) is None:
            if tainted or (theirs is None and self._is_constant(other, rest, result)):
                raise TypeError(f"what the program's {self._name} made of a value of the tests does not count")
        elif state(result) is not self._state and (theirs is None or state(result) is not theirs):
            state(result).tainted |= tainted
            state(result).built |= not tainted and (self._state.built or (theirs is not None and theirs.built))
        else:
            state(result).tainted |= tainted
        return result

    def _is_constant(self, other, rest, result):
        values = others(other)[:2]
        return len(values) > 0 and all(same(special(self._target, self._name, value, *rest), result) for value in values)

    def convert(self, *args):
        result = special(self._target, self._name, *args)
        if self._state.tainted and state(result) is None:
            raise TypeError(f"what the program's {self._name} made of a value of the tests does not count")
        if self._state.tainted:
            state(result).tainted = True
        elif state(result) is not None and self._state.built:
            state(result).built = True
        return result

    def contains(self, item):
        if self._state.built or state(item) is not None:
            return special(self._target, self._name, item) is True
        return any(one is item or one == item for one in iter(self._target))


def genuine(target, name, other, *rest):
    """An operator of the primitive that a stand-in has the content of."""
    method = getattr(fixed_value(target), name, None)
    return NotImplemented if method is None else method(other, *rest)


def same(left, right):
    """Whether two primitives are the same."""
    return state(left) is None and type(left) is type(right) and left == right


def others(value):
    """Values of the same kind that are not equal to it and seldom equivalent."""
    if isinstance(value, bool) or value is None:
        return ["?", 10 ** 9]
    if isinstance(value, (int, float)):
        return [value + 1, value - 1, 2 * value + 3] if value == value and abs(value) < 1e15 else [0, 1, 2]
    if isinstance(value, str):
        return [value + "?", "?" + value, value[::-1] + "!"]
    if isinstance(value, (list, tuple)):
        return [value + type(value)([0]), value[1:] + type(value)([None, 1]), type(value)([None]) + value]
    if isinstance(value, dict):
        return [{**value, "?": 0}, {**value, None: 1}]
    if isinstance(value, (set, frozenset)):
        return [value | {"?"}, value | {None, "!"}]
    return []


def far_from(value, name):
    """A number for which the comparison must be false, if the object is ordered among numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return []
    return [-10 ** 40 if name in ("__lt__", "__le__") else 10 ** 40]


