// r1 bench grade: judgements of the math grader per second on one core, over answers as models give them.

using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning.Rewards.Mathematics;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Measures the math grader.</summary>
static class BenchGrade
{
    const int RoundsPerRun = 400;

    // Numbers, as most answers are; fractions, roots, intervals, tuples, choices and formulas as in the benchmarks.
    static readonly (string Gold, string Answer)[] Typical =
    [
        ("18", "She makes 9 * 2 = $18 every day.\n#### 18"),
        ("204", "<think>…</think>The walk takes \\boxed{204} minutes."),
        ("27", "The answer is 28."),
        ("145", "145.0"),
        ("1,000", "\\boxed{1000}"),
        ("3986729", "\\boxed{3986729}"),
        ("540", "Final Answer: The profit is 540 dollars."),
        ("\\frac{1}{2}", "\\boxed{0.5}"),
        ("\\frac{14}{3}", "\\boxed{\\dfrac{14}{3}}"),
        ("2\\sqrt{3}", "\\boxed{\\sqrt{12}}"),
        ("\\frac{\\sqrt{2}}{2}", "$\\boxed{\\frac{1}{\\sqrt{2}}}$"),
        ("[2,+\\infty)", "$\\boxed{x \\ge 2}$"),
        ("(3, \\frac{\\pi}{2})", "\\boxed{\\left(3, \\frac{\\pi}{2}\\right)}"),
        ("\\{2,3,5\\}", "\\boxed{\\{2, 3, 5\\}}"),
        ("B", "The answer is (B)."),
        ("\\frac{n(n+1)}{2}", "\\boxed{\\frac{n^2+n}{2}}"),
        ("1-i", "\\boxed{1-i}"),
        ("35", "答案是35。"),
        ("62.5\\%", "\\boxed{62.5\\%}"),
        ("x=5", "\\boxed{5}"),
    ];

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var runs = new NumberOption<int>("--runs", 1, 1000) { Description = "Runs, of which the median is reported.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var command = new Command("grade", "Judgements of the math grader per second on one core.") { runs, json };
        command.SetAction(parsed =>
        {
            double rate = Rate(parsed.GetValue(runs));
            if (parsed.GetValue(json))
                Console.WriteLine(new JsonObject
                {
                    ["case"] = "grade",
                    ["judgements_per_second"] = Math.Round(rate),
                    ["judgements_per_minute"] = Math.Round(rate * 60),
                    ["threads"] = 1,
                }.ToJsonString());
            else
                Console.WriteLine($"math grader: {rate:N0} judgements per second, {rate * 60:N0} per minute, on one core");
            return ExitCode.Fine;
        });
        return command;
    }

    static double Rate(int runs)
    {
        var grader = new MathGrader();
        var rates = new double[runs];
        for (int run = -1; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int round = 0; round < RoundsPerRun; round++)
                foreach (var (gold, answer) in Typical)
                    grader.Judge(gold, answer);
            // The first run only warms up.
            if (run >= 0)
                rates[run] = RoundsPerRun * Typical.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(rates);
        return rates[runs / 2];
    }
}
