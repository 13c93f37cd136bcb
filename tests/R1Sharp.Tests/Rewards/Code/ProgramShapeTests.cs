using System.Collections.Concurrent;
using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Sandbox;
using Xunit;

namespace R1Sharp.Tests.Rewards.Code;

/// <summary>The rows of programs.jsonl: tests as data sets publish them, completions, and what each must score and say.</summary>
public sealed class ProgramShapeTests
{
    [Theory]
    [InlineData("calls", 31), InlineData("input", 46), InlineData("assertions", 2), InlineData("human-eval", 19)]
    public void Tests_of_each_published_form_are_run_as_their_source_runs_them(string kind, int rows)
    {
        var reward = new CodeReward(SandboxHost.Sandbox, new() { CpuSeconds = 2, WallSeconds = 30 });
        var wrong = new ConcurrentBag<string>();
        var cases = File.ReadLines(Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Rewards", "Code", "programs.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => row.GetProperty("kind").GetString() == kind).ToList();
        Assert.Equal(rows, cases.Count);
        Parallel.ForEach(cases, new ParallelOptions { MaxDegreeOfParallelism = 4 }, row =>
        {
            var problem = new Problem { Id = "p", Question = "?", Answer = row.GetProperty("solution").GetRawText() };
            var score = reward.Score(new RewardInput(problem, "", row.GetProperty("completion").GetString()!, 10, FinishReason.Stop));
            double? expected = row.GetProperty("score").ValueKind == JsonValueKind.Null ? null : row.GetProperty("score").GetDouble();
            string reason = row.TryGetProperty("reason", out var part) ? part.GetString()! : "";
            if (score.Value != expected || !score.Reason.Contains(reason, StringComparison.Ordinal))
                wrong.Add($"{score.Value} ({score.Reason}) and not {expected} ({reason}): {row.GetRawText()[..Math.Min(500, row.GetRawText().Length)]}");
        });
        Assert.True(wrong.IsEmpty, string.Join("\n\n", wrong));
    }

    [Fact]
    public void An_output_that_is_long_because_it_must_be_is_not_cut()
    {
        string expected = string.Join('\n', Enumerable.Range(0, 50_000));
        var grader = new CodeGrader(SandboxHost.Sandbox, SandboxHost.Tight, new OutputComparison());
        var tests = new CodeTests { Cases = [new("50000", expected)] };
        Assert.True(grader.Grade(tests, "print('\\n'.join(map(str, range(int(input())))))").IsRight);
        Assert.Equal("test 1: output", grader.Grade(tests, "while True: print('x' * 1000)").Reason);
    }

    [Fact]
    public void Each_call_has_the_time_of_a_run_and_an_endless_one_ends_them_all()
    {
        const string Busy = "import time\ndef f(s):\n    end = time.process_time() + s\n    while time.process_time() < end: pass\n    return s";
        var grader = new CodeGrader(SandboxHost.Sandbox, SandboxHost.Tight, new OutputComparison());
        Assert.True(grader.Grade(CodeTests.Parse("""{"fn_name":"f","inputs":["0.6","0.61","0.62"],"outputs":["0.6","0.61","0.62"]}"""), Busy).IsRight);
        var verdict = grader.Grade(CodeTests.Parse("""{"fn_name":"f","inputs":["0.1","100","0.1"],"outputs":["0.1","100","0.1"]}"""), Busy);
        Assert.Equal([true, false, false], verdict.Passed);
    }

    [Fact]
    public void A_completion_that_was_cut_off_inside_its_block_gets_nothing()
    {
        var reward = new CodeReward(SandboxHost.Sandbox, new() { CpuSeconds = 1, WallSeconds = 30 });
        var input = new RewardInput(new() { Id = "p", Question = "?", Answer = """{"test_cases":[{"input":"","output":"4"}]}""" }, "", "```python\nprint(4)\n", 10, FinishReason.Length);
        Assert.Equal((0, "no python block that is whole: the completion is cut off inside it"), (reward.Score(input).Value, reward.Score(input).Reason));
        Assert.Equal(1, reward.Score(input with { Finish = FinishReason.Stop }).Value);
    }
}
