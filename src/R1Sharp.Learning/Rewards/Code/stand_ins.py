# What stands in the tests' process for the classes and objects of the program. A class of the program's has a class of the
# same name here, with the same operators, whose objects know the number of theirs and ask for everything. Values of the
# tests that an operator hands to the program could be what is expected; see Guard for what the program may then answer.

# The numbers of stand-ins, by id; the objects live as long as the tests.
STATES = {}

# Stand-ins for classes that derive from those of lists, sets and dictionaries.
CONTAINERS = set()


class State:
    """What is known of a stand-in."""

    def __init__(self, program, number, owner=None):
        self.program = program
        self.number = number
        self.owner = owner        # keeps the object alive
        self.built = False        # made by the tests, by calling a class or by an operator on what was made so
        self.tainted = False      # came out of an operator that was given a value of the tests, and was not made by them


def state(value):
    """The state of a stand-in; None for any other value."""
    return STATES.get(id(value))


class Mirror(type):
    """The class of stand-ins for classes."""

    def __call__(cls, *args, **kwargs):
        mine = state(cls)
        if mine is None:
            raise TypeError(f"{cls.__name__} is a class of the tests that derives from one of the program's, which is not supported")
        value = mine.program.call(mine.number, args, kwargs)
        if state(value) is not None and isinstance(type(value), Mirror) and mine.program.is_class_name(cls.__name__):
            state(value).built = True
        return value

    def __getattr__(cls, name):
        return ask(cls, "attr", name=name)

    def __setattr__(cls, name, value):
        if name.startswith("__") or state(cls) is None:
            return type.__setattr__(cls, name, value)
        ask(cls, "setattr", name, value)

    def __instancecheck__(cls, value):
        return type.__instancecheck__(cls, value) or (state(cls) is not None and state(value) is not None and ask(cls, "isinstance", value) is True)

    def __subclasscheck__(cls, other):
        return type.__subclasscheck__(cls, other) or (state(cls) is not None and state(other) is not None and ask(cls, "issubclass", other) is True)

    def __getitem__(cls, key):
        return ask(cls, "item", key)

    def __iter__(cls):
        return iterate(ask(cls, "iter"))

    def __len__(cls):
        return ask(cls, "len")

    def __contains__(cls, item):
        return ask(cls, "in", item) is True

    def __bool__(cls):
        return True


def ask(target, operation, *args, **details):
    """Asks the program about one of its objects or classes."""
    mine = state(target)
    if mine is None:
        raise AttributeError(details.get("name", operation))
    return mine.program.ask(operation, mine.number, *args, **details)


class Remote(metaclass=Mirror):
    """An object of the program's."""

    __slots__ = ()

    def __getattr__(self, name):
        return ask(self, "attr", name=name)

    def __setattr__(self, name, value):
        if name.startswith("__"):
            return object.__setattr__(self, name, value)
        ask(self, "setattr", name, value)

    def __delattr__(self, name):
        ask(self, "delattr", name)

    def __str__(self):
        return ask(self, "str")

    def __repr__(self):
        return ask(self, "repr")

    def __format__(self, form):
        return ask(self, "format", form)

    def __dir__(self):
        return ask(self, "dir")

    def __copy__(self):
        return ask(self, "copy")

    def __deepcopy__(self, memo):
        return ask(self, "deepcopy")

    def __reduce_ex__(self, protocol):
        raise TypeError("an object of the program's cannot be pickled by the tests")


def iterate(iterator):
    """What an iterator of the program's gives."""
    while True:
        try:
            yield next(iterator)
        except StopIteration:
            return


def make_class(program, number, description, bases):
    """The stand-in of a class."""
    own = [base for base in bases if isinstance(base, Mirror) or issubclass(base, BaseException)]
    fixed = [base for base in bases if base in FIXED]
    name = str(description["name"])
    members = {special: make_special(special) for special in description["specials"] if special in SPECIALS}
    members |= {"__slots__": (), "__module__": "solution", "__qualname__": name}
    if description["hash"] == "none":
        members["__hash__"] = None
    elif description["hash"] == "number" and not fixed and not any(is_fixed_class(base) for base in own):
        members["__hash__"] = lambda self: state(self).number
    kind = derive(name, [*own, *fixed], members)
    STATES[id(kind)] = State(program, number, kind)
    return kind


def derive(name, bases, members):
    """A class of these bases, or of as many of them as go together."""
    if not any(isinstance(base, Mirror) for base in bases):
        bases = [Remote, *bases]
    while True:
        try:
            return type.__new__(Mirror, name, tuple(bases), members)
        except TypeError:
            if len(bases) == 1:
                raise
            bases = bases[:-1]


def make_special(name):
    """A method that asks the program, under the rules of Guard."""
    if name in COMPARISONS:
        return lambda self, other: Guard(self, name).compare(other)
    if name in ARITHMETIC:
        return lambda self, other, *rest: Guard(self, name).compute(other, *rest)
    if name in UNARY:
        return lambda self, *args: Guard(self, name).convert(*args)
    if name == "__exit__":
        return exit_context
    if name == "__aexit__":
        return exit_later
    if name == "__contains__":
        return lambda self, item: Guard(self, name).contains(item)
    if name == "__call__":
        return lambda self, *args, **kwargs: state(self).program.call(state(self).number, args, kwargs)
    if name == "__hash__":
        return lambda self: hash(fixed_value(self)) if is_fixed(self) else special(self, name)
    return lambda self, *args: special(self, name, *args)


def special(target, name, *args):
    """Calls a method of the class of the program's object."""
    mine = state(target)
    if mine is None:
        raise TypeError("an object of the tests has no counterpart in the program")
    return mine.program.ask("special", mine.number, *args, name=name)


# What the tests have found wrong is never put right by a context of the program's.
def exit_context(self, kind, problem, trace):
    swallow = special(self, "__exit__", kind, problem, None)
    return bool(swallow) and not isinstance(problem, AssertionError)


async def exit_later(self, kind, problem, trace):
    swallow = await special(self, "__aexit__", kind, problem, None)
    return bool(swallow) and not isinstance(problem, AssertionError)


def is_fixed(value):
    """Whether a stand-in has the content of a number, text or tuple itself."""
    return is_fixed_class(type(value))


def is_fixed_class(kind):
    """Whether the objects of a class have."""
    return any(base in FIXED for base in kind.__mro__)


