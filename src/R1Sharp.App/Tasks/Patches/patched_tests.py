"""Runs named tests of a checkout and prints one line of JSON: {"outcomes": {name: "passed" | "failed" | ...}, "problem": text or null}.

Standard input: {"tests": [names], "packages": bool}. Names are those of pytest (path::Class::test) or of unittest as Django prints them (test (module.Class)).
The checkout is /repo, read-only; the tests run in a copy under /tmp, since many write beside themselves. What the environment has besides lies in /packages.
"""
import importlib.util
import io
import json
import os
import re
import shutil
import sys
import unittest

ask = json.load(sys.stdin)
shutil.copytree("/repo", "/tmp/repo", symlinks=True)
os.chdir("/tmp/repo")
if ask["packages"]:
    sys.path.append("/packages")
sys.path[:0] = ["/tmp/repo", "/tmp/repo/src", "/tmp/repo/lib", "/tmp/repo/tests"]
out = os.dup(1)
os.dup2(2, 1)


def answer(outcomes, problem=None):
    os.write(out, (json.dumps({"outcomes": outcomes, "problem": problem}) + "\n").encode())
    os._exit(0)


def by_pytest(names):
    import pytest

    outcomes = {}

    class Plugin:
        def pytest_runtest_logreport(self, report):
            known = outcomes.get(report.nodeid)
            if report.when == "call" or report.outcome != "passed":
                outcomes[report.nodeid] = report.outcome if known in (None, "passed") else known

    pytest.main(["-q", "-p", "no:cacheprovider", *sorted({name.split("[")[0] for name in names})], plugins=[Plugin()])
    return {name: outcomes.get(name, "missing") for name in names}


def outcome_of(suite):
    result = unittest.TestResult()
    suite.run(result)
    if result.testsRun == 0:
        return "missing"
    return "passed" if result.wasSuccessful() and not result.skipped else "skipped" if result.wasSuccessful() else "failed"


def load(path):
    name = re.sub(r"\W", "_", path)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def by_unittest(name):
    django = re.fullmatch(r"(\w+) \(([\w.]+)\)", name)
    if django:
        dotted = django[2] if django[2].endswith("." + django[1]) else django[2] + "." + django[1]
        return outcome_of(unittest.defaultTestLoader.loadTestsFromName(dotted))
    path, *parts = name.split("::")
    target = load(path)
    for part in parts[:-1]:
        target = getattr(target, part)
    if isinstance(target, type) and issubclass(target, unittest.TestCase):
        return outcome_of(target(parts[-1]))
    raise LookupError(name + " is no test of unittest")


has_pytest = importlib.util.find_spec("pytest") is not None
outcomes = {}
try:
    if has_pytest and any("::" in name for name in ask["tests"]):
        outcomes = by_pytest([name for name in ask["tests"] if "::" in name])
except BaseException as problem:
    answer({}, "pytest: %r" % (problem,))
for name in ask["tests"]:
    if name in outcomes:
        continue
    try:
        outcomes[name] = by_unittest(name)
    except LookupError as problem:
        answer({}, "%s, and pytest is not in the environment" % (problem,))
    except ModuleNotFoundError as problem:
        if problem.name in ("pytest", "nose", "numpy", "django"):
            answer({}, "%s is not in the environment" % problem.name)
        outcomes[name] = "failed"
    except BaseException:
        outcomes[name] = "failed"
answer(outcomes)
