using System.Collections.Concurrent;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Sandbox;
using Xunit;

namespace R1Sharp.Tests.Rewards.Code;

/// <summary>Assertions over a program's own classes, exceptions, callbacks and operators; and that none of them is a way to cheat.</summary>
public sealed class OwnClassTests
{
    static CodeVerdict Grade(IReadOnlyList<string> tests, string program) =>
        new CodeGrader(SandboxHost.Sandbox, SandboxHost.Tight with { WallSeconds = 20 }, new OutputComparison()).Grade(new CodeTests { Assertions = tests }, program);

    static string Text(string name) => File.ReadAllText(Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Rewards", "Code", name));

    [Fact]
    public void What_is_true_of_a_programs_own_classes_is_true_in_its_tests()
    {
        var verdict = Grade([Text("own-classes-tests.txt")], Text("own-classes-program.txt"));
        Assert.True(verdict.IsRight, verdict.Reason);
        Assert.Equal(61, verdict.Passed.Count);
    }

    /// <summary>What is false of the same classes.</summary>
    static readonly string[] s_false =
    [
        "assert (P(1)+P(2)).x==4", "assert P(2)<P(1)", "assert 4 in S()", "assert P(1)==P(2)", "assert P(3)==4", "assert not P(1)", "assert isinstance(3,P)", "assert Pt(1,2)==(1,3)", "assert Color.RED is Color.BLUE",
        "s=Stack()\ns.push(1)\nassert s==[2]", "assert V(1,2)*V(3,4)==12", "assert D(2)<D(1)", "import asyncio\nassert asyncio.run(later(3))==5", "assert apply(lambda x:x*2,[1,2])==[2,5]", "g=fib()\nassert next(g)==1",
        "try:\n    boom(5)\n    assert False\nexcept MyError:\n    pass", "try:\n    boom(1)\nexcept MyError:\n    pass", "import pytest\nwith pytest.raises(MyError):\n    boom(5)", "import pytest\nwith pytest.raises(MyError, match='zzz'):\n    boom(-1)",
        "with CM():\n    assert P(1).x==2", "with CM():\n    raise ValueError", "def check(x):\n    assert x==2\neach([1,2],check)", "boom(-1)", "assert Mod(10)==4", "assert Case('AB')=='ac'", "assert Temp(2)==2",
    ];

    [Fact]
    public void And_what_is_false_is_false()
    {
        var verdict = Grade(s_false, Text("own-classes-program.txt"));
        Assert.Equal([], s_false.Zip(verdict.Passed).Where(pair => pair.Second).Select(pair => pair.First));
        Assert.Equal(s_false.Length, verdict.Passed.Count);
    }

    /// <summary>True of a function that squares. None of the programs below computes a square.</summary>
    static readonly string[] s_squares =
    [
        "assert f(2) == 4", "assert f(-3) == 9", "assert abs(f(1.5) - 2.25) < 1e-6", "assert all(f(x) == x * x for x in range(2, 5))", "assert f(2) in (4, 5)", "import math\nassert math.isclose(f(1.5), 2.25)",
        "assert -1e-6 < f(1.5) - 2.25 < 1e-6", "assert round(f(1.5) - 2.25) == 0", "assert not f(2) != 4", "assert [f(2)] == [4]", "assert {1: f(2)} == {1: 4}", "assert f(2) - 4 == 0", "x = f(2)\nx -= 4\nassert x == 0",
        "assert sum([f(2), -4]) == 0", "assert abs(4 - f(2)) < 1e-9", "assert f(2) <= 4 and f(2) >= 4", "assert max(abs(a - b) for a, b in [(f(1.5), 2.25)]) < 1e-6", "import pytest\nassert f(1.5) == pytest.approx(2.25)",
        "assert (f(2) == 4) is True", "assert divmod(f(2), 4) == (1, 0)", "assert pow(f(2) - 4, 2) < 1e-9", "with f(2):\n    assert f(2) == 4", "assert 16 in [f(4)]", "assert sorted([f(4)]) == [16]", "assert f(4) == f(-4) == 16",
        "assert hash(f(4)) == hash(16) and f(4) == 16", "assert list(map(f, [2, 3])) == [4, 9]", "assert f(4).__eq__(16) is True",
    ];

    /// <summary>Programs that answer with objects which agree with everything; {0} is such a class.</summary>
    static readonly string[] s_forgeries =
    [
        "{0}def f(x): return E()", "{0}f = E", "{0}def f(x): return E", "class f(E0):\n    def __init__(s, x): pass", "class F(E0):\n    def __init__(s, x): pass\nf = F", "class I(E0, int): pass\ndef f(x): return I(1)",
        "class I(E0, float): pass\ndef f(x): return I(1)", "class I(E0, str): pass\ndef f(x): return I('1')", "class I(E0, list): pass\ndef f(x): return I()", "class I(E0, tuple): pass\ndef f(x): return I()",
        "class I(E0, dict): pass\ndef f(x): return I()", "class I(E0, Exception): pass\ndef f(x): return I()", "class I(E0, Exception): pass\ndef f(x): raise I()", "import unittest.mock as m\ndef f(x): return m.ANY",
        "import unittest.mock as m\nf = m._ANY", "import unittest.mock as m\ndef f(x): return m.MagicMock()", "class A(AssertionError, StopIteration): pass\ndef f(x): raise A", "def f(x): return NotImplemented", "f = bool",
        "async def f(x): return 1", "import os\ndef f(x):\n    os.write(4, b'{\"stop\": true}\\n' * 500)\n    return 1", "import os\ndef f(x):\n    os.write(4, b'{\"value\": [\"N\"]}\\n' * 500)\n    return 1",
        "import os\ndef f(x):\n    os.write(4, b'{\"back\": 0, \"what\": \"attr\", \"name\": \"__globals__\", \"args\": [], \"kwargs\": {}}\\n' * 9)\n    return 1",
    ];

    [Fact]
    public void No_object_that_agrees_with_everything_passes_for_a_number()
    {
        string equal = Text("equal-to-all.txt"), bare = equal.Replace("class E", "class E0", StringComparison.Ordinal).Replace("E()", "E0()", StringComparison.Ordinal);
        var passed = new ConcurrentBag<string>();
        Assert.NotNull(SandboxHost.Sandbox);
        Parallel.ForEach(s_forgeries, new ParallelOptions { MaxDegreeOfParallelism = 4 }, forgery =>
        {
            var verdict = Grade(s_squares, (forgery.Contains("{0}", StringComparison.Ordinal) ? "" : bare) + forgery.Replace("{0}", equal, StringComparison.Ordinal));
            foreach (var (test, isPassed) in s_squares.Zip(verdict.Passed))
                if (isPassed)
                    passed.Add($"{test}\n{forgery}");
        });
        Assert.True(passed.IsEmpty, string.Join("\n\n", passed));
        Assert.True(Grade(s_squares[..21], "def f(x): return x * x").IsRight);
    }

    [Fact]
    public void What_fails_in_a_function_that_the_program_was_given_is_not_forgiven() =>
        Assert.Equal("AssertionError: ", Grade(["def check(x):\n    assert x == 2\nrun(check)"], "def run(g):\n    try: g(1)\n    except BaseException: pass").Reason["test 1: ".Length..]);
}
