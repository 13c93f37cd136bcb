# The connection to the program: what the tests ask it, what they lend it, and how its values arrive.

class RemoteError(Exception):
    """An exception of the program's that would end a loop of the tests."""


class Program:
    """The program as the tests see it."""

    def __init__(self, channel, entry_point, named):
        self._channel = channel
        self._entry_point = entry_point
        self._named = named
        self._objects = {}
        self._classes = {}
        self._given = []
        self._given_numbers = {}
        self._lent = {}
        self._is_sending = False
        self.broken = None

    def is_class_name(self, name):
        """Whether the tests name a class so, as classes are named; one that is called like a function may pretend to be a number."""
        return name in self._named and name != self._entry_point and name[:1].isupper() and "_" not in name

    def call(self, number, args, kwargs):
        """Calls, and takes over what the program changed in the arguments."""
        reply = self._exchange({"op": "call", "target": number, "args": [self.encode(arg) for arg in args],
                                "kwargs": {name: self.encode(arg) for name, arg in kwargs.items()}})
        value = self._value(reply)
        for index, data in reply.get("changed", []):
            replace(args[index], self.decode(data))
        return value

    def ask(self, operation, number, *args, **details):
        """Any other operation. A name may be an argument (setattr) or say what is asked for (attr)."""
        reply = self._exchange({"op": operation, "target": number, "args": [self.encode(arg) for arg in args], **details})
        if reply.get("stop") is True and (operation == "await" or details.get("name") == "__next__"):
            raise StopAsyncIteration if operation == "await" else StopIteration
        return self._value(reply)

    def content(self, target):
        """The content of an object whose class derives from that of lists, sets or dictionaries."""
        data = self._exchange({"op": "value", "target": state(target).number}).get("value", ["n"])
        return self.decode(data[2]) if data[0] == "w" else None

    def _exchange(self, request):
        if not self._is_sending:
            self._send_changes()
        self._channel.write(request)
        while True:
            reply = self._channel.read()
            if type(reply) is not dict:
                raise RuntimeError("the program gave no proper reply")
            if "back" not in reply:
                return reply
            self._channel.write(self._back(reply))

    # What the tests changed in a list that they read from the program's object is changed there too.
    def _send_changes(self):
        self._is_sending = True
        try:
            for number, lent in self._lent.items():
                now = self.encode(lent[0])
                if now != lent[1]:
                    lent[1] = now
                    self._exchange({"op": "update", "target": number, "args": [now]})
        finally:
            self._is_sending = False

    def _value(self, reply):
        if "raise" in reply:
            raise self._exception(reply["raise"])
        if "value" not in reply:
            raise RuntimeError("the program has ended")
        if "live" not in reply:
            return self.decode(reply["value"])
        return self._borrow(reply["live"], reply["value"])

    def _borrow(self, number, data):
        value = self.decode(data)
        if number in self._lent:
            lent = self._lent[number]
            if lent[1] != data:
                replace(lent[0], value)
                lent[1] = data
            return lent[0]
        if len(self._lent) >= 64:
            del self._lent[next(iter(self._lent))]
        self._lent[number] = [value, data]
        return value

    def encode(self, value):
        """The form of a value of the tests."""
        return encode(value, self._other)

    def _other(self, value):
        mine = state(value)
        if mine is not None:
            return ["h", mine.number]
        if isinstance(value, type) and encode_type(value) is not None:
            return encode_type(value)
        if isinstance(value, BaseException):
            return ["E", self._other(type(value)), [self.encode(arg) for arg in value.args]]
        inner = content(value, self._other) if not isinstance(value, type) else None
        return inner if inner is not None else self._give(value)

    # Functions, iterators and objects of the tests' own classes stay here; the program asks for what it needs of them.
    def _give(self, value):
        kind = "iterator" if hasattr(value, "__next__") else "object" if type(value).__module__ == "tests" and not isinstance(value, type) else "function" if callable(value) else None
        if kind is None:
            value = iter(value) if hasattr(type(value), "__iter__") else value
            if not hasattr(value, "__next__"):
                raise TypeError(f"a {type(value).__name__} of the tests cannot be given to the program")
            kind = "iterator"
        if id(value) not in self._given_numbers:
            self._given_numbers[id(value)] = len(self._given)
            self._given.append((value, kind))
        specials = ["__iter__", "__next__"] if kind == "iterator" else [name for name in (*SPECIALS, "__str__", "__repr__") if name in vars_of(type(value)) and name not in ("__call__",) or name == "__call__" and callable(value)]
        return ["k", self._given_numbers[id(value)], kind, getattr(value, "__name__", type(value).__name__), specials if kind != "function" else []]

    # The program may call what it was given, and read and set public attributes of the tests' objects; nothing else.
    def _back(self, request):
        try:
            target, kind = self._given[request["back"]]
            args = [self.decode(arg) for arg in request["args"]]
            kwargs = {str(name): self.decode(arg) for name, arg in request["kwargs"].items()}
            what, name = request["what"], str(request["name"])
            if what == "call" and kind == "function":
                return {"op": "return", "value": self.encode(target(*args, **kwargs))}
            if what == "special" and kind == "iterator":
                return {"op": "return", "value": self.encode(target if name == "__iter__" else next(target))}
            if kind != "object" or (what == "special" and name not in (*SPECIALS, "__str__", "__repr__")) or (what != "special" and name.startswith("_")):
                raise AttributeError(name)
            if what == "special":
                return {"op": "return", "value": self.encode(getattr(type(target), name)(target, *args, **kwargs))}
            return {"op": "return", "value": self.encode(setattr(target, name, args[0]) if what == "setattr" else getattr(target, name))}
        except StopIteration:
            return {"op": "return", "stop": True}
        except AssertionError as problem:
            self.broken = self.broken or problem
            return {"op": "return", "raise": self._other(problem)}
        except BaseException as problem:
            return {"op": "return", "raise": self._other(problem)}

    def decode(self, data):
        """A value of the program's."""
        return decode(data, self._local)

    def _local(self, data):
        tag, number = data[0], data[1]
        if tag == "C":
            return self._class(data)
        if tag == "k":
            return self._given[number][0]
        if tag == "L":
            return self.ask("value", number)
        if tag == "E":
            return self._exception(data)
        if tag == "w" and not self._stands_for_itself(data):
            return self.decode(data[2])
        if number not in self._objects:
            value = self._objects[number] = self._stand_in(tag, data)
            STATES[id(value)] = State(self, number, value)
        return self._objects[number]

    # A list or dictionary of the program's own class is one like any other, unless the tests speak of that class.
    def _stands_for_itself(self, data):
        return data[2][0] in ("i", "f", "c", "s", "b", "t", "F", "B") or self._class(data[3]).__name__ in self._named

    def _stand_in(self, tag, data):
        if tag == "g":
            return generator(self, data[1])
        if tag == "a":
            return wait(self, data[1])
        kind = self._class(data[3] if tag == "w" else data[2])
        if tag == "w" and is_fixed_class(kind):
            return next(base for base in kind.__mro__ if base in BASES).__new__(kind, self.decode(data[2]))
        if tag == "w":
            CONTAINERS.add(kind)
            for name in ("__eq__", "__ne__"):
                type.__setattr__(kind, name, make_special(name))
        return object.__new__(kind)

    def _class(self, data):
        if data[0] != "C":
            return self.decode(data)
        if data[1] not in self._classes:
            description = self._exchange({"op": "describe", "target": data[1]})["class"]
            bases = [self._class(base) for base in description["bases"]]
            self._classes[data[1]] = make_class(self, data[1], description, [base for base in bases if base is not object])
        return self._classes[data[1]]

    def _exception(self, data):
        _, number, kind, args, text = data
        if number in self._objects:
            return self._objects[number]
        args = [self.decode(arg) for arg in args]
        known = self._class(kind)
        if not issubclass(known, BaseException) or issubclass(known, (StopIteration, StopAsyncIteration, GeneratorExit)):
            return RemoteError(f"{known.__name__}: {text}")
        if isinstance(known, Mirror):
            value = self._objects[number] = known.__new__(known, *args)
            STATES[id(value)] = State(self, number, value)
            return value
        try:
            return known(*args)
        except Exception:
            return RemoteError(f"{known.__name__}: {text}")


def vars_of(kind):
    """The names that a class and its bases define, those of object apart."""
    return {name for base in kind.__mro__ if base is not object for name in vars(base)}


def generator(program, number):
    """A generator of the program's, as a genuine one."""
    sent, problem = None, None
    while True:
        try:
            value = program.ask("throw", number, problem) if problem is not None else program.ask("special", number, name="__next__") if sent is None else program.ask("send", number, sent)
        except StopIteration as end:
            return end.value
        except RemoteError as end:
            if str(end).startswith("StopIteration"):
                return None
            raise
        try:
            sent, problem = (yield value), None
        except GeneratorExit:
            program.ask("attr", number, name="close")()
            raise
        except Exception as thrown:
            sent, problem = None, thrown


async def wait(program, number):
    """Something of the program's that can be awaited."""
    return program.ask("await", number)


def replace(old, new):
    """Gives a list, set, dict, deque or bytearray the content of another."""
    if type(old) is not type(new):
        raise RuntimeError("the program gave no proper reply")
    old.clear()
    (old.update if isinstance(old, (set, dict)) else old.extend)(new)


