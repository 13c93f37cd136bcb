using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Tests.Sandbox;
using Xunit;

namespace R1Sharp.Tests.Rewards.Code;

/// <summary>Programs on their tests: the honest pass, and no program talks its way through.</summary>
public sealed class CodeGraderTests
{
    const string Tests = """["assert f(2) == 4", "assert f(-3) == 9", "assert abs(f(1.5) - 2.25) < 1e-6", "assert all(f(x) == x * x for x in range(5))"]""";

    static CodeVerdict Grade(string tests, string program, double tolerance = 0) =>
        new CodeGrader(SandboxHost.Sandbox, SandboxHost.Tight, new OutputComparison(Tolerance: tolerance)).Grade(CodeTests.Parse(tests), program);

    static string Marks(CodeVerdict verdict) => string.Concat(verdict.Passed.Select(p => p ? '1' : '0'));

    public static TheoryData<string, string> Honest => new()
    {
        { Tests, "def f(x): return x * x" },
        { Tests, "import functools\n@functools.cache\ndef f(x):\n    print('working on', x)\n    return x ** 2" },
        { Tests, "f = lambda x: x * x\nif __name__ == '__main__': f(int(input()))" },
        { """["assert sum(10, 15) == 6"]""".Replace("[", """{"entry_point":"sum","test_list":[""", StringComparison.Ordinal).Replace("]", "]}", StringComparison.Ordinal), "def sum(a, b): return 6" },
        { """["a = [3, 1, 2]\nsort(a)\nassert a == [1, 2, 3]"]""", "def sort(a): a.sort()" },
        { """["s = Stack()\ns.push(4)\ns.push(5)\nassert s.pop() == 5 and len(s) == 1 and s.items == [4]\nassert [x for x in s] == [4]"]""", "class Stack:\n    def __init__(self): self.items = []\n    def push(self, x): self.items.append(x)\n    def pop(self): return self.items.pop()\n    def __len__(self): return len(self.items)\n    def __iter__(self): return iter(self.items)" },
        { """["assert list(g(3)) == [0, 1, 2]"]""", "def g(n):\n    for i in range(n): yield i" },
        { """["try:\n    f(0)\n    assert False\nexcept ZeroDivisionError:\n    pass"]""", "def f(x): return 1 / x" },
        { """["assert P(1, 2) == P(1, 2) and P(1, 2) != P(2, 1)"]""", "import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int\n    y: int" },
        { """{"test_list":["assert math.isclose(f(), math.pi)", "assert f() > LIMIT"], "test_setup_code":"LIMIT = 3", "test_imports":["import math"]}""", "import math\ndef f(): return math.pi" },
        { """{"test":"def check(candidate):\n    assert candidate([1, 2]) == (1, 2)\n    assert candidate(set()) == ()", "entry_point":"f"}""", "def f(x): return tuple(x)" },
        { """["from collections import Counter\nassert f('aab') == Counter('aab')", "assert g() == {1: {2, 3}, (4,): b'x', 'y': None}", "assert h() == 10 ** 50"]""", "from collections import Counter\nf = Counter\ndef g(): return {1: {2, 3}, (4,): b'x', 'y': None}\ndef h(): return 10 ** 50" },
        { """{"fn_name":"add", "inputs":[[1, 2], [3, 4]], "outputs":[3, [7]]}""", "class Solution:\n    def add(self, a, b): return a + b" },
        { """{"test_cases":[{"type":"function_call", "fn_name":"pair", "input":[1], "output":[1, [1.5]]}]}""", "def pair(x): return (x, (1.5,))" },
        { """{"language":"python", "test_cases":[{"type":"stdin_stdout", "input":"2\n3\n", "output":"5\n"}, {"input":"0\n0\n", "output":"0"}]}""", "print(int(input()) + int(input()), ' ')" },
    };

    [Theory, MemberData(nameof(Honest))]
    public void Honest_programs_pass(string tests, string program)
    {
        var verdict = Grade(tests, program);
        Assert.True(verdict.IsRight, verdict.Reason);
    }

    /// <summary>None of these computes a square.</summary>
    public static TheoryData<string> Forged =>
    [
        "import sys\nsys.exit(0)", "import os\nos._exit(0)", "raise SystemExit", "import atexit, os\natexit.register(os._exit, 0)\ndef f(x): raise SystemExit(0)",
        "def f(x):\n    import os; os._exit(0)", "pass", "def f(x): pass", "def f(x): return True",
        "class E:\n    def __eq__(s, o): return True\n    def __ne__(s, o): return False\n    def __sub__(s, o): return s\n    def __rsub__(s, o): return s\n    def __abs__(s): return s\n    def __lt__(s, o): return True\n    def __gt__(s, o): return True\n    def __hash__(s): return 4\n    def __float__(s): return 4.0\n    def __index__(s): return 4\n    def __bool__(s): return True\ndef f(x): return E()",
        "class I(int):\n    def __eq__(s, o): return True\n    def __sub__(s, o): return 0\n    def __abs__(s): return 0\n    __hash__ = int.__hash__\ndef f(x): return I(1)",
        "class F(float):\n    def __eq__(s, o): return True\n    def __sub__(s, o): return 0.0\n    __hash__ = float.__hash__\ndef f(x): return F(1)",
        "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.all = lambda x: True\nbuiltins.AssertionError = ValueError\nbuiltins.range = lambda n: []\ndef f(x): return 1",
        "abs = lambda x: 0\nall = lambda x: True\nrange = lambda *a: []\ndef f(x): return 1",
        "import json\njson.dumps = lambda *a, **k: '{\"passed\": [true, true, true, true], \"reasons\": [\"\", \"\", \"\", \"\"]}'\ndef f(x): return 1",
        "import sys\nfor o in (sys.stdout, sys.stderr): print('{\"passed\": [true, true, true, true], \"reasons\": []}', file=o, flush=True)\ndef f(x): return 1",
        "import os\nfor fd in range(3, 20):\n    try: os.write(fd, b'{\"passed\": [true, true, true, true], \"reasons\": [\"\", \"\", \"\", \"\"]}\\n')\n    except OSError: pass\ndef f(x): return 1",
        "import os\nfor fd in range(3, 20):\n    try: os.write(fd, b'{\"names\": {\"f\": [\"h\", 0], \"abs\": [\"h\", 0], \"__builtins__\": [\"d\", []]}}\\n' + b'{\"value\": [\"B\", true]}\\n' * 100)\n    except OSError: pass\ndef f(x): return 1",
        "import sys\nfor name, m in list(sys.modules.items()):\n    if hasattr(m, 'encode'): m.encode = lambda *a: ['i', '4']\n    if hasattr(m, 'agree'): m.agree = lambda *a: True\ndef f(x): return 1",
        "import sys\nm = sys.modules['__main__']\nm.check = m.execute = m.assertions = lambda *a: ''\ndef f(x): return 1",
        "import gc, os\ndef f(x):\n    for o in gc.get_objects():\n        if isinstance(o, (dict, list)) and ('expected' in o or 'tests' in o): return o\n    return open('/program.py').read().count('assert f')",
        "def f(x): raise StopIteration", "def f(x): raise AssertionError", "def f(x): raise GeneratorExit", "def f(x): return float('nan')", "def f(x): return f",
        "import inspect\ndef f(x): return [s.frame.f_locals for s in inspect.stack()][0]",
        "import threading, time, os\nthreading.Thread(target=lambda: (time.sleep(0.05), os._exit(0))).start()\ndef f(x): time.sleep(0.2); return 1",
        "def f(x):\n    while True: pass", "def f(x): return [0] * 10 ** 8", "def f(x):\n    l = []\n    l.append(l)\n    return l", "def f(x): return 'x' * 10 ** 8",
        "import sys\ndef f(x): sys.exit(0)", "import signal, os\ndef f(x): os.kill(os.getpid(), signal.SIGKILL); os.kill(0, 9); return 0", "__builtins__ = {}\n__name__ = 'tests'\nf = 4",
    ];

    [Fact]
    public void No_program_talks_its_way_through()
    {
        var sandbox = SandboxHost.Sandbox;
        var grader = new CodeGrader(sandbox, SandboxHost.Tight with { WallSeconds = 10 }, new OutputComparison());
        var tests = CodeTests.Parse(Tests.Replace("range(5)", "range(2, 5)", StringComparison.Ordinal));
        var passed = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.ForEach(Forged.Select(row => row.Data), new ParallelOptions { MaxDegreeOfParallelism = 4 }, program =>
        {
            var verdict = grader.Grade(tests, program);
            if (verdict.Passed.Any(p => p))
                passed.Add($"{Marks(verdict)} {verdict.Reason}\n{program}");
        });
        Assert.True(passed.IsEmpty, string.Join("\n\n", passed));
    }

    [Fact]
    public void An_early_end_of_iteration_does_not_make_all_true() =>
        Assert.False(Grade("""["assert all(map(f, [1, 2]))"]""", "def f(x): raise StopIteration").IsRight);

    [Fact]
    public void A_helper_of_the_programs_does_not_take_the_place_of_a_module_or_a_builtin()
    {
        Assert.False(Grade("""["assert math.isclose(f(), 2)"]""", "class math:\n    isclose = lambda *a: True\ndef f(): return 1").IsRight);
        Assert.False(Grade("""["assert set(f()) == {2}"]""", "def f(): return [1]\ndef set(x): return 0").IsRight);
    }

    [Fact]
    public void Each_test_counts_by_itself()
    {
        Assert.Equal("1010", Marks(Grade("""["assert f(1) == 1", "assert f(2) == 5", "assert f(3) == 9", "assert f(4) == f"]""", "def f(x): return x * x")));
        Assert.Equal("110", Marks(Grade("x = 1\nassert f(x) == 1\nassert f(2) == 4\nassert f(3) == 8", "def f(x): return x * x")));
        Assert.Equal("10", Marks(Grade("""{"test_cases":[{"input":"1","output":"1"},{"input":"2","output":"5"}]}""", "print(int(input()) ** 2)")));
    }

    [Fact]
    public void What_is_expected_never_enters_the_programs_sandbox()
    {
        const string Spy = "import gc\ndef f(*a):\n    wanted = int('98765' + '4320')\n    return [o for o in gc.get_objects() if isinstance(o, (dict, list, tuple)) and any(x == wanted for x in (o.values() if isinstance(o, dict) else o) if type(x) is int)]";
        var verdict = Grade("""{"fn_name":"f", "inputs":[[1]], "outputs":[987654320]}""", Spy);
        Assert.Equal("test 1: returned []", verdict.Reason);
    }

    [Theory]
    [InlineData("fraction", 0.5), InlineData("all", 0.0), InlineData("subtasks", 0.25)]
    public void The_reward_is_the_share_of_tests_or_all_or_points(string scoring, double expected)
    {
        const string Answer = """{"test_cases":[{"input":"1","output":"1"},{"input":"2","output":"4"},{"input":"3","output":"0"},{"input":"4","output":"0"}],"subtasks":[{"points":10,"tests":[0,1]},{"points":30,"tests":[1,2,3]}]}""";
        var score = Score(Answer, "<think>hm\n```python\nprint(0)\n```\n</think>\nSo:\n```python\nprint(int(input()) ** 2)\n```\nDone.", scoring);
        Assert.Equal(expected, score.Value);
        Assert.Contains("wrong output", score.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<think>```python\nprint(1)\n```</think> no program", "no python block after the thoughts")]
    [InlineData("```python\nprint(1)", "")]
    [InlineData("```python\nprint(1\n```", "SyntaxError")]
    [InlineData("```python\nprint(1)\n```", "")]
    public void A_reason_comes_with_every_score(string completion, string reason)
    {
        var score = Score("""{"test_cases":[{"input":"","output":"1"}]}""", completion, "all");
        Assert.Equal(reason.Length == 0 ? 1 : 0, score.Value);
        Assert.Contains(reason, score.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("print(4)", 1.0), InlineData("print(5)", 0.0)]
    public void Accuracy_of_a_programming_problem_is_whether_all_tests_are_passed(string program, double expected)
    {
        var host = new RewardHost { Programs = SandboxHost.Sandbox };
        var input = Input("""{"test_cases":[{"input":"","output":"4"}]}""", $"```python\n{program}\n```");
        Assert.Equal(expected, new AccuracyReward(new(), host).Score(input with { Problem = input.Problem with { Family = CodeReward.Family } }).Value);
        Assert.Equal([expected, expected], RewardCatalog.Create("code", host: host).ScoreGroup([input, input]).Select(s => s.Value!.Value));
        Assert.Contains("No sandbox is connected", Assert.ThrowsAny<Exception>(() => RewardCatalog.Create("code").ScoreGroup([input])).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Gold_that_holds_no_tests_is_found_before_training()
    {
        Problem[] problems = [new() { Id = "a", Question = "?", Family = CodeReward.Family, Answer = "assert f(1)" }, new() { Id = "b", Question = "?", Family = CodeReward.Family, Answer = "42" }];
        Assert.Equal("b", Assert.Single(GoldCheck.Find(problems)).Problem.Id);
    }

    [Fact]
    public void Tests_that_cannot_be_read_make_the_reward_not_applicable() => Assert.Null(Score("4", "```python\nprint(4)\n```", "all").Value);

    [Theory]
    [InlineData("x = 3\nprint(x * 2)", 1.0), InlineData("print(7)", 0.0), InlineData("print(6 / 0)", 0.0), InlineData("x = 6", 0.0)]
    public void A_program_of_thought_is_graded_by_what_it_prints_last(string program, double expected)
    {
        var reward = new ProgramAnswerReward(SandboxHost.Sandbox, new() { CpuSeconds = 1, WallSeconds = 30 });
        Assert.Equal(expected, reward.Score(Input("6", $"<think></think>```python\n{program}\n```")).Value);
    }

    static RewardScore Score(string answer, string completion, string scoring) =>
        new CodeReward(SandboxHost.Sandbox, new() { Scoring = scoring, CpuSeconds = 1, WallSeconds = 30 }).Score(Input(answer, completion));

    static RewardInput Input(string answer, string completion) => new(new() { Id = "p", Question = "?", Answer = answer }, "", completion, 10, FinishReason.Stop);
}
