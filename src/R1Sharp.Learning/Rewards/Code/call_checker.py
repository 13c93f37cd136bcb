# Tests that call one function of the program's with many arguments.

import ast


def calls(work, program):
    """Calls one function with many arguments and compares what it returns."""
    names = {name: program.decode(data) for name, data in work["hello"].items() if data[0] != "m" and name in (work["entry_point"], "Solution")}
    function = names.get(work["entry_point"])
    if function is None and "Solution" in names:
        function = getattr(names["Solution"](), work["entry_point"])
    outcomes = []
    for case in work["calls"]:
        try:
            if function is None:
                raise NameError(f"the program defines no {work['entry_point']}")
            value = function(*[literal(arg) for arg in case["args"]])
            good = any(agree(value, literal(result), work["tolerance"]) for result in case["results"])
            outcomes.append("" if good else f"returned {value!r:.120}")
        except BaseException as problem:
            outcomes.append(f"{type(problem).__name__}: {problem}"[:300])
    return outcomes


def literal(form):
    """A value as the tests write it: JSON, or a literal of Python's."""
    if "json" in form:
        return form["json"]
    for read in (json.loads, ast.literal_eval):
        try:
            return read(form["python"])
        except (ValueError, SyntaxError):
            pass
    return form["python"]


def agree(value, expected, tolerance):
    """Equal as JSON knows values: a tuple is a list, a number is a number, truth values are no numbers."""
    if state(value) is not None and is_fixed(value) and not isinstance(value, tuple):
        value = fixed_value(value)
    if isinstance(value, (list, tuple)):
        return isinstance(expected, (list, tuple)) and len(value) == len(expected) and all(agree(v, e, tolerance) for v, e in zip(value, expected))
    if isinstance(value, dict):
        keys = {str(key): item for key, item in expected.items()} if isinstance(expected, dict) else {}
        return isinstance(expected, dict) and len(value) == len(keys) and all(str(key) in keys and agree(item, keys[str(key)], tolerance) for key, item in value.items())
    if isinstance(value, (int, float)) and isinstance(expected, (int, float)):
        if isinstance(value, bool) or isinstance(expected, bool):
            return value is expected
        return value == expected or (tolerance > 0 and abs(value - expected) <= tolerance * max(1, abs(expected)))
    return type(value) is type(expected) and value == expected


