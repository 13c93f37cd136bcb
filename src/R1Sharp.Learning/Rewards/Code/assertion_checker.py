# The tests, in a process that the program cannot reach: they see its functions as stand-ins that ask over a line of text.
# Only primitives come back, so that an object of the program's is never compared with, or computed into, an expected value.

import ast
import builtins
import importlib


class Remote:
    """Stands for an object of the program's. It is equal to no value of the tests; only the program's own objects among themselves."""

    __slots__ = ("_program", "_number")

    def __init__(self, program, number):
        self._program = program
        self._number = number

    def __call__(self, *args, **kwargs):
        return self._program.call(self._number, args, kwargs)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self._program.ask("attr", self._number, name=name)

    def __getitem__(self, key):
        return self._program.ask("item", self._number, key=self._program.encode(key))

    def __eq__(self, other):
        if not isinstance(other, Remote):
            return False
        return other._number == self._number or self._program.ask("same", self._number, other=other._number) is True

    def __hash__(self):
        return hash(self._number)

    def __len__(self):
        return self._program.ask("len", self._number)

    def __bool__(self):
        return self._program.ask("bool", self._number) is True

    def __str__(self):
        return self._program.ask("str", self._number)

    def __repr__(self):
        return self._program.ask("repr", self._number)

    def __iter__(self):
        iterator = self._program.ask("iter", self._number)
        if not isinstance(iterator, Remote):
            raise TypeError("the program's object has no iterator")
        while True:
            reply = self._program.exchange({"op": "next", "target": iterator._number})
            if reply.get("stop") is True:
                return
            yield self._program.value(reply)


class RemoteError(Exception):
    """An exception of the program's that the tests have no type for."""


class Program:
    """The program as the tests see it."""

    def __init__(self, channel):
        self._channel = channel
        self._remotes = {}

    def remote(self, number):
        """The stand-in of an object; one for each."""
        return self._remotes.setdefault(number, Remote(self, number))

    def encode(self, value):
        """An argument: primitives and the program's own objects."""
        return encode(value, self._number)

    @staticmethod
    def _number(value):
        if not isinstance(value, Remote):
            raise TypeError(f"a {type(value).__name__} of the tests cannot be given to the program")
        return value._number

    def call(self, number, args, kwargs):
        """Calls, and takes over what the program changed in the arguments."""
        reply = self.exchange({"op": "call", "target": number, "args": [self.encode(arg) for arg in args],
                               "kwargs": {name: self.encode(arg) for name, arg in kwargs.items()}})
        value = self.value(reply)
        for index, data in reply.get("changed", []):
            replace(args[index], decode(data, self.remote))
        return value

    def ask(self, operation, number, **details):
        """Any other operation."""
        return self.value(self.exchange({"op": operation, "target": number, **details}))

    def exchange(self, request):
        """Sends a request and returns the reply."""
        self._channel.write(request)
        reply = self._channel.read()
        if type(reply) is not dict:
            raise RuntimeError("the program gave no proper reply")
        return reply

    def value(self, reply):
        """The value of a reply, or the exception that the program raised."""
        if "value" in reply:
            return decode(reply["value"], self.remote)
        if "raise" not in reply:
            raise RuntimeError("the program has ended")
        raise exception(str(reply["raise"]), str(reply.get("text", "")))


def exception(name, text):
    """An exception of the same name, but none that would end a loop or the tests: an early StopIteration makes all() true."""
    known = getattr(builtins, name, None)
    stopping = (StopIteration, StopAsyncIteration, AssertionError)
    if isinstance(known, type) and issubclass(known, Exception) and not issubclass(known, stopping):
        try:
            return known(text)
        except TypeError:
            pass
    return RemoteError(f"{name}: {text}")


def replace(old, new):
    """Gives a list, set, dict, deque or bytearray the content of another."""
    if type(old) is not type(new):
        raise RuntimeError("the program gave no proper reply")
    old.clear()
    (old.update if isinstance(old, (set, dict)) else old.extend)(new)


def bind(program, hello, tree, entry_point):
    """The names that the tests may use: what the program defines, but neither built-ins nor modules in its place."""
    names = {}
    modules = {node.value.id for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)}
    for name, data in hello.items():
        if name.startswith("__"):
            continue
        if name == entry_point:
            names[name] = decode(data, program.remote)
        elif name in sys.stdlib_module_names and (name in modules or data[0] == "m"):
            names[name] = importlib.import_module(name)
        elif data[0] != "m" and not hasattr(builtins, name):
            names[name] = decode(data, program.remote)
    return names


def assertions(work, program):
    """Runs texts of tests: each assertion on the outermost level counts, or the text as a whole where it has none."""
    trees = [ast.parse(text) for text in work["tests"]]
    setup = ast.parse(work["setup"])
    whole = ast.Module([node for tree in [setup, *trees] for node in tree.body], [])
    names = bind(program, work["hello"], whole, work["entry_point"])
    names["__name__"] = "tests"
    passed, reasons = [], []
    execute([setup], names)
    for tree in trees:
        many = sum(isinstance(node, ast.Assert) for node in tree.body) > 1
        broken = ""
        for group in [[node] for node in tree.body] if many else [tree.body]:
            reason = broken or execute([ast.Module(group, [])], names)
            if many and not isinstance(group[0], ast.Assert):
                broken = reason
                continue
            passed.append(not reason)
            reasons.append(reason)
    return passed, reasons


def execute(trees, names):
    """Why it failed; empty where it did not."""
    try:
        for tree in trees:
            exec(compile(tree, "tests.py", "exec"), names)
        return ""
    except BaseException as problem:
        return f"{type(problem).__name__}: {problem}"[:300]


def calls(work, program):
    """Calls one function with many arguments and compares what it returns."""
    names = {name: decode(data, program.remote) for name, data in work["hello"].items() if data[0] != "m"}
    function = names.get(work["entry_point"])
    if function is None and "Solution" in names:
        function = getattr(names["Solution"](), work["entry_point"])
    passed, reasons = [], []
    for case in work["calls"]:
        try:
            if function is None:
                raise NameError(f"the program defines no {work['entry_point']}")
            value = function(*case["args"])
            good = agree(value, case["expected"], work["tolerance"])
            reason = "" if good else f"returned {value!r:.120}"
        except BaseException as problem:
            good, reason = False, f"{type(problem).__name__}: {problem}"[:300]
        passed.append(good)
        reasons.append(reason)
    return passed, reasons


def agree(value, expected, tolerance):
    """Equal as JSON knows values: a tuple is a list, a number is a number, truth values are no numbers."""
    if isinstance(value, (list, tuple)):
        return isinstance(expected, list) and len(value) == len(expected) and all(agree(v, e, tolerance) for v, e in zip(value, expected))
    if isinstance(value, dict):
        return (isinstance(expected, dict) and len(value) == len(expected)
                and all(str(key) in expected and agree(item, expected[str(key)], tolerance) for key, item in value.items()))
    if isinstance(value, (int, float)) and isinstance(expected, (int, float)):
        if isinstance(value, bool) or isinstance(expected, bool):
            return value is expected
        return value == expected or (tolerance > 0 and abs(value - expected) <= tolerance * max(1, abs(expected)))
    return type(value) is type(expected) and value == expected


def check():
    """Reads the work, does it, and tells the result."""
    channel = Channel()
    work = channel.read()
    work["hello"] = dict(json.loads(work["hello"])["names"])
    program = Program(channel)
    passed, reasons = (calls if work["calls"] is not None else assertions)(work, program)
    channel.write({"passed": passed, "reasons": reasons})


check()
