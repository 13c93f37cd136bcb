# The part of pytest that tests of programs use, since the sandbox has the standard library alone.

import math
import re


class Raises:
    """The context in which an exception must be raised."""

    def __init__(self, expected, match=None):
        self._expected = expected
        self._match = match
        self.value = self.type = None

    def __enter__(self):
        return self

    def __exit__(self, kind, problem, trace):
        assert problem is not None, f"did not raise {self._expected}"
        if not isinstance(problem, self._expected):
            return False
        self.value, self.type = problem, type(problem)
        assert self._match is None or re.search(self._match, str(problem)), f"{problem} does not match {self._match}"
        return True


def raises(expected, *call, match=None, **keywords):
    """Raises, or a call that must raise."""
    context = Raises(expected, match)
    if not call:
        return context
    with context:
        call[0](*call[1:], **keywords)
    return context


class Approx:
    """A number, or a list or dictionary of numbers, that values may miss by a little."""

    def __init__(self, expected, rel=1e-6, abs=1e-12, nan_ok=False):
        self._expected, self._rel, self._abs = expected, rel if rel is not None else 1e-6, abs if abs is not None else 1e-12

    def __eq__(self, value):
        return self._near(value, self._expected)

    __hash__ = None

    def _near(self, value, expected):
        if isinstance(expected, dict):
            return isinstance(value, dict) and value.keys() == expected.keys() and all(self._near(value[key], expected[key]) for key in expected)
        if isinstance(expected, (list, tuple)):
            return isinstance(value, (list, tuple)) and len(value) == len(expected) and all(map(self._near, value, expected))
        return type(value) in (int, float) and math.isclose(value, expected, rel_tol=self._rel, abs_tol=self._abs)


class Marks:
    """pytest.mark: parametrize is obeyed, every other mark changes nothing."""

    @staticmethod
    def parametrize(names, values, **ignored):
        """Calls a test once for each row of values."""
        names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        def mark(test):
            rows = [dict(zip(names, row if len(names) > 1 else (row,))) for row in values]
            test.parameters = [((), {**given, **row}) for _, given in getattr(test, "parameters", [((), {})]) for row in rows]
            return test
        return mark

    def __getattr__(self, name):
        return lambda *args, **kwargs: args[0] if len(args) == 1 and callable(args[0]) and not kwargs else (lambda test: test)


def fail(reason=""):
    """Fails."""
    raise AssertionError(reason)


def pytest_module():
    """The module that tests import."""
    module = type(sys)("pytest")
    module.raises, module.approx, module.mark, module.fail, module.fixture = raises, Approx, Marks(), fail, lambda *args, **kwargs: args[0] if args else lambda test: test
    return module


