# Beside the program: calls what it defines and answers with values. Nothing that decides about the program is here.

import traceback
import types


class Server:
    """Executes the requests of the tests on the program's objects."""

    def __init__(self, module):
        self._module = module
        self._objects = []

    def keep(self, value):
        """The number of an object."""
        for number, known in enumerate(self._objects):
            if known is value:
                return number
        self._objects.append(value)
        return len(self._objects) - 1

    def names(self):
        """What the program defines."""
        return {name: self._named(value) for name, value in list(vars(self._module).items()) if not name.startswith("__")}

    def _named(self, value):
        return ["m", value.__name__] if type(value) is types.ModuleType else encode(value, self.keep)

    def answer(self, request):
        """The reply to one request."""
        try:
            return self._perform(request)
        except BaseException as problem:
            return {"raise": type(problem).__name__, "text": str(problem)[:500]}

    def _perform(self, request):
        target = self._objects[request["target"]]
        operation = request["op"]
        if operation == "call":
            return self._call(target, request["args"], request["kwargs"])
        if operation == "next":
            try:
                return self._value(next(target))
            except StopIteration:
                return {"stop": True}
        if operation == "attr":
            return self._value(getattr(target, request["name"]))
        if operation == "item":
            return self._value(target[decode(request["key"], self._objects.__getitem__)])
        if operation == "same":
            return self._value(bool(target == self._objects[request["other"]]))
        return self._value({"len": len, "iter": iter, "str": str, "repr": repr, "bool": bool}[operation](target))

    def _value(self, value):
        return {"value": encode(value, self.keep)}

    def _call(self, target, arguments, keywords):
        local = [decode(argument, self._objects.__getitem__) for argument in arguments]
        reply = self._value(target(*local, **{name: decode(item, self._objects.__getitem__) for name, item in keywords.items()}))
        after = [encode(argument, self.keep) for argument in local]
        reply["changed"] = [[index, new] for index, (old, new) in enumerate(zip(arguments, after)) if old != new and old[0] in "ldSyq"]
        return reply


def serve():
    """Loads the program, then answers until the input ends."""
    channel = Channel()
    module = types.ModuleType("solution")
    sys.modules["solution"] = module
    try:
        exec(compile(channel.read()["program"], "program.py", "exec"), module.__dict__)
    except BaseException as problem:
        traceback.print_exc()
        channel.write({"error": f"{type(problem).__name__}: {problem}"[:500]})
        os._exit(1)
    server = Server(module)
    channel.write({"names": server.names()})
    while (request := channel.read()) is not None:
        channel.write(server.answer(request))
    os._exit(0)


serve()
