# Beside the program: calls what it defines and answers with values. Nothing that decides about the program is here.

import ast
import copy
import inspect
import traceback
import types


class Server:
    """Executes the requests of the tests on the program's objects."""

    def __init__(self, module, channel):
        self._module = module
        self._channel = channel
        self._objects = []
        self._numbers = {}
        self._given = {}
        self._given_numbers = {}
        self._loop = None

    def names(self, known):
        """What the program defines, beyond what is known; tables of its own are sent when the tests ask for them."""
        return {name: self._named(value) for name, value in list(vars(self._module).items()) if not name.startswith("__") and known.get(name, self) is not value}

    def _named(self, value):
        if type(value) is types.ModuleType:
            return ["m", value.__name__]
        return ["L", self.keep(value)] if isinstance(value, BASES) and not isinstance(value, (int, float, complex)) else self._encode(value)

    def keep(self, value):
        """The number of an object."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return number

    def _encode(self, value):
        return encode(value, self._other)

    def _other(self, value):
        if id(value) in self._given_numbers:
            return ["k", self._given_numbers[id(value)]]
        if isinstance(value, type):
            return encode_type(value) or self._class(value)
        if isinstance(value, BaseException):
            return ["E", self.keep(value), self._other(type(value)), [self._encode(arg) for arg in value.args], str(value)[:500]]
        inner = content(value, self._other)
        if inner is not None:
            return ["w", self.keep(value), inner, self._class(type(value))] if self._is_own(type(value)) else inner
        if isinstance(value, types.GeneratorType):
            return ["g", self.keep(value)]
        if inspect.isawaitable(value):
            return ["a", self.keep(value)]
        return ["h", self.keep(value), self._class(type(value))]

    @staticmethod
    def _is_own(kind):
        return kind.__module__.split(".")[0] not in sys.stdlib_module_names | {"builtins", "__main__"}

    def _class(self, kind):
        return ["C", self.keep(kind)]

    def _describe(self, kind):
        specials = [name for name in SPECIALS if defines(kind, name)]
        own = self._is_own(kind)
        bases = [encode_type(base) or self._class(base) for base in kind.__bases__] if own else [["T", base.__name__] for base in kind.__mro__ if base in FIXED]
        hashing = "none" if kind.__hash__ is None else "own" if "__hash__" in specials else "number"
        return {"name": kind.__name__, "bases": bases, "specials": specials, "hash": hashing}

    def _decode(self, data):
        return decode(data, self._local)

    def _local(self, data):
        if data[0] == "h":
            return self._objects[data[1]]
        if data[0] == "E":
            return self._decode(data[1])(*[self._decode(arg) for arg in data[2]])
        if data[1] not in self._given:
            self._given[data[1]] = given = make_given(self, *data[1:])
            self._given_numbers[id(given)] = data[1]
        return self._given[data[1]]

    def answer(self, request):
        """The reply to one request."""
        try:
            return self._perform(request)
        except BaseException as problem:
            return {"raise": self._other(problem)}

    def _perform(self, request):
        target = self._objects[request["target"]]
        operation = request["op"]
        arguments = [self._decode(argument) for argument in request.get("args", [])]
        if operation == "call":
            return self._call(target, request["args"], arguments, {name: self._decode(item) for name, item in request["kwargs"].items()})
        if operation == "special":
            return self._special(target, request["name"], arguments)
        if operation == "await":
            return self._await(target)
        if operation == "describe":
            return {"class": self._describe(target)}
        if operation == "attr":
            return self._live(getattr(target, request["name"]))
        if operation == "item":
            return self._live(target[arguments[0]])
        if operation == "update":
            return self._value(update(target, arguments[0]))
        return self._value({"str": str, "repr": repr, "format": format, "iter": iter, "len": len, "dir": dir, "setattr": setattr, "delattr": delattr, "value": lambda x: x,
                            "in": lambda whole, part: part in whole, "copy": copy.copy, "deepcopy": copy.deepcopy, "send": lambda g, x: g.send(x), "throw": lambda g, x: g.throw(x),
                            "isinstance": lambda kind, value: isinstance(value, kind), "issubclass": lambda kind, other: issubclass(other, kind)}[operation](target, *arguments))

    def _value(self, value):
        return {"value": self._encode(value)}

    # A list that the tests may change where it stands.
    def _live(self, value):
        reply = self._value(value)
        if reply["value"][0] in "ldSyq":
            reply["live"] = self.keep(value)
        return reply

    def _special(self, target, name, arguments):
        try:
            result = getattr(type(target), name)(target, *arguments)
        except StopIteration:
            if name != "__next__":
                raise
            return {"stop": True}
        return self._live(result) if name == "__getitem__" else self._value(result)

    def _await(self, target):
        import asyncio
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        async def wait():
            return await target
        try:
            return self._value(self._loop.run_until_complete(wait()))
        except StopAsyncIteration:
            return {"stop": True}

    def _call(self, target, sent, local, keywords):
        reply = self._value(target(*local, **keywords))
        after = [self._encode(argument) for argument in local]
        reply["changed"] = [[index, new] for index, (old, new) in enumerate(zip(sent, after)) if old != new and old[0] in "ldSyq" and new[0] == old[0]]
        return reply

    def back(self, number, what, name, arguments, keywords):
        """Asks the tests for something that they gave, and answers what they ask in between."""
        self._channel.write({"back": number, "what": what, "name": name, "args": [self._encode(argument) for argument in arguments],
                             "kwargs": {key: self._encode(item) for key, item in keywords.items()}})
        while True:
            request = self._channel.read()
            if request is None:
                os._exit(0)
            if request["op"] != "return":
                self._channel.write(self.answer(request))
            elif "raise" in request:
                raise self._decode(request["raise"])
            elif "stop" in request:
                raise StopIteration
            else:
                return self._decode(request["value"])


def defines(kind, name):
    """Whether a class defines an operator that objects which travel by content do not have already."""
    owner = next((base for base in kind.__mro__ if name in vars(base)), object)
    return owner not in (object, *FIXED) and vars(owner)[name] is not None


def update(old, new):
    """Gives a container the content of another."""
    old.clear()
    (old.update if isinstance(old, (set, dict)) else old.extend)(new)


def make_given(server, number, kind, name, specials):
    """What stands here for a function, an iterator or an object of the tests."""
    if kind == "function":
        def function(*args, **kwargs):
            return server.back(number, "call", "", args, kwargs)
        function.__name__ = function.__qualname__ = name
        return function
    def special(which):
        return lambda self, *args, **kwargs: server.back(number, "special", which, args, kwargs)
    members = {which: special(which) for which in specials}
    if kind == "object":
        members["__getattr__"] = lambda self, attribute: server.back(number, "attr", attribute, (), {})
        members["__setattr__"] = lambda self, attribute, value: server.back(number, "setattr", attribute, (value,), {})
    return type(name, (), members)()


def lacks_names(source):
    """Whether a program uses a name that neither it nor Python defines."""
    tree = ast.parse(source)
    used, bound = set(), set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return not used <= bound


def serve():
    """Loads the program, then answers until the input ends."""
    channel = Channel()
    module = types.ModuleType("solution")
    sys.modules["solution"] = module
    work = channel.read()
    known = {}
    try:
        if work["imports"] and lacks_names(work["program"]):
            exec(work["imports"], module.__dict__)
            known = dict(vars(module))
        exec(compile(work["program"], "program.py", "exec"), module.__dict__)
    except BaseException as problem:
        traceback.print_exc()
        channel.write({"error": f"{type(problem).__name__}: {problem}"[:500]})
        os._exit(1)
    server = Server(module, channel)
    channel.write({"names": server.names(known)})
    while (request := channel.read()) is not None:
        channel.write(server.answer(request))
    os._exit(0)


serve()
