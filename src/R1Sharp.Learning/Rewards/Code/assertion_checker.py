# The tests, in a process that the program cannot reach: they see what it defines as stand-ins that ask over a line of text.

import ast
import importlib
import importlib.util
import types
import unittest


def bind(program, hello, tree, entry_point):
    """The names that the tests may use: what the program defines, but neither built-ins nor modules in its place."""
    names = {}
    modules = {node.value.id for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    for name, data in hello.items():
        if name.startswith("__") or name not in used:
            continue
        if name == entry_point:
            names[name] = program.decode(data)
        elif name in sys.stdlib_module_names and (name in modules or data[0] == "m"):
            names[name] = importlib.import_module(name)
        elif data[0] != "m" and not hasattr(builtins, name):
            names[name] = program.decode(data)
    return names


def assertions(work, program, trees, setup):
    """Runs texts of tests: each assertion on the outermost level and each test function counts, or the text as a whole where it has neither."""
    names = bind(program, work["hello"], ast.Module([node for tree in [setup, *trees] for node in tree.body], []), work["entry_point"])
    module = sys.modules["solution"] = types.ModuleType("solution")
    module.__dict__.update({name: value for name, value in names.items() if not isinstance(value, types.ModuleType)})
    names["__name__"] = "tests"
    sys.modules["pytest"] = pytest_module()
    outcomes = []
    execute(program, setup, names)
    for tree in trees:
        many = sum(isinstance(node, ast.Assert) for node in tree.body) > 1
        broken = ""
        for group in [[node] for node in tree.body] if many else [tree.body]:
            reason = broken or execute(program, ast.Module(group, []), names)
            if many and not isinstance(group[0], ast.Assert):
                broken = reason
            elif not (functions(tree) and not many and not reason and not counts(tree)):
                outcomes.append(reason)
        outcomes += [broken or guarded(program, test) for test in test_functions(tree, names)]
    return outcomes


def functions(tree):
    """The test functions and test classes that a text defines and does not call itself."""
    called = {node.value.func.id for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)}
    return [node.name for node in tree.body if node_is_test(node) and node.name not in called]


def node_is_test(node):
    if isinstance(node, ast.ClassDef):
        return any(isinstance(part, ast.FunctionDef) and part.name.startswith("test") for part in node.body)
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_")


def counts(tree):
    """Whether running a text tests anything, its test functions apart."""
    return any(isinstance(node, (ast.Assert, ast.Try, ast.For, ast.While, ast.With, ast.AsyncWith, ast.Raise, ast.Match, ast.If)) and not is_main(node)
               or isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant) for node in tree.body)


def is_main(node):
    return isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and isinstance(node.test.left, ast.Name) and node.test.left.id == "__name__"


def test_functions(tree, names):
    """What is to be called, one a test."""
    for name in functions(tree):
        value = names.get(name)
        if isinstance(value, type) and issubclass(value, unittest.TestCase):
            for case in unittest.TestLoader().loadTestsFromTestCase(value):
                yield case.debug
        elif isinstance(value, type):
            for method in [method for method in vars(value) if method.startswith("test")]:
                yield lambda kind=value, method=method: in_object(kind(), method)
        else:
            for args, kwargs in getattr(value, "parameters", [((), {})]):
                yield lambda value=value, args=args, kwargs=kwargs: value(*args, **kwargs)


def in_object(target, method):
    """One method of a test class, between its set-up and tear-down."""
    for step in ("setup_method", method, "teardown_method"):
        getattr(target, step, lambda: None)()


def execute(program, tree, names):
    """Why it failed; empty where it did not."""
    return guarded(program, lambda: exec(compile(tree, "tests.py", "exec"), names))


def guarded(program, run):
    """Why it failed; empty where it did not. What failed in a function that the program was given counts, whatever the program made of it."""
    program.broken = None
    try:
        result = run()
        if isinstance(result, types.CoroutineType):
            import asyncio
            asyncio.run(result)
        problem = program.broken
    except BaseException as caught:
        problem = program.broken or caught
    return "" if problem is None else f"{type(problem).__name__}: {problem}"[:300] if state(type(problem)) is None else f"{type(problem).__name__}: {safe_text(problem)}"[:300]


def safe_text(problem):
    try:
        return str(problem)
    except BaseException:
        return ""


def missing_modules(tree, names):
    """Modules that the tests import and that are not here."""
    wanted = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    wanted |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return sorted(name for name in {full.split(".")[0] for full in wanted} if name not in ("solution", "pytest") and importlib.util.find_spec(name) is None)


def unusable(tree, trees):
    """Why the tests test nothing or cannot be run here; None where they can."""
    missing = missing_modules(tree, trees)
    if missing:
        return f"the tests need {', '.join(missing)}, which the sandbox does not have"
    if trees and not any(counts(one) or functions(one) for one in trees):
        return "the tests define functions and call none of them"
    return None


def check():
    """Reads the work, does it, and tells the result."""
    channel = Channel()
    work = channel.read()
    work["hello"] = dict(json.loads(work["hello"])["names"])
    try:
        trees = [ast.parse(text) for text in work["tests"]]
        setup = ast.parse(work["setup"])
    except SyntaxError as problem:
        return channel.write({"unusable": f"the tests are no Python: {problem}"})
    whole = ast.Module([node for tree in [setup, *trees] for node in tree.body], [])
    why = unusable(whole, trees)
    if why is not None:
        return channel.write({"unusable": why})
    named = {node.id for node in ast.walk(whole) if isinstance(node, ast.Name)} | {alias.name for node in ast.walk(whole) if isinstance(node, ast.ImportFrom) for alias in node.names}
    program = Program(channel, work["entry_point"], named)
    outcomes = calls(work, program) if work["calls"] is not None else assertions(work, program, trees, setup)
    channel.write({"passed": [not reason for reason in outcomes], "reasons": outcomes})


check()
