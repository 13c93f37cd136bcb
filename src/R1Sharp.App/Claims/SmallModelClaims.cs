// Claims about smaller models: distilled against reinforced, by size, and where reinforcement takes off.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 10 to 12.</summary>
static class SmallModelClaims
{
    const string Largest = "student-l";

    static readonly string[] s_students = ["student-s", "student-m", "student-l"];

    public static IReadOnlyList<Claim> All { get; } =
    [
        new()
        {
            Number = 10,
            Title = "Distilled into a small model it is better than reinforcement of the small model",
            Paper = "Qwen2.5-32B on AIME 2024: distilled 72.6 %, by reinforcement of its base 47.0 % (section 6.1 of the first edition, table 6).",
            Stages = [.. s_students.SelectMany(s => Suffixes(s))],
            Criteria =
            [
                new("pass@1 distilled less reinforced, the largest student", Bound.AtLeast, 0.02, NumberFormat.Percent,
                    r => Of(r, Largest + "-evaluated") - Of(r, Largest + "-rl-evaluated")),
                new("pass@1 reinforced less base, the largest student", Bound.AtLeast, 0.02, NumberFormat.Percent, r => Gain(r, Largest)),
                new("sampled and updated tokens of the reinforcement over the fine-tuning's, each weighed by its passes", Bound.AtLeast, 1, NumberFormat.Plain,
                    r => RlOperations(r, Largest) / SftOperations(r, Largest)),
            ],
            Remark = "Pass@1 is the mean of Countdown and arithmetic. The control arm is given at least the computation of the fine-tuning (last criterion: "
                + "tokens times 2 forwards, 6 with gradients); sampling the data cost the teacher's computation, which is not counted.",
            Draw = runs => [Figure("claim-10", new BarChart
            {
                Title = "Small models", Subtitle = "held-out pass@1, mean of Countdown and arithmetic", Y = Shares(""),
                Categories = [.. s_students.Select(s => $"{s[^1..].ToUpperInvariant()}, {ChartText.Value(runs[0].Parameters(s) / 1e6, NumberFormat.Plain)} M")],
                Series = [Bars("base", runs, Each(s => s + "-base-evaluated")), Bars("reinforced", runs, Each(s => s + "-rl-evaluated")),
                    Bars("distilled", runs, Each(s => s + "-evaluated"))],
            })],
        },
        new()
        {
            Number = 11,
            Title = "The larger the student, the better",
            Paper = "Distilled Qwen of 1.5, 7, 14 and 32 billion parameters on AIME 2024: 28.9, 55.5, 69.7, 72.6 % (table 5 of the first edition).",
            Stages = [.. s_students.Select(s => s + "-evaluated")],
            Criteria =
            [
                new("pass@1, M less S", Bound.AtLeast, 0.01, NumberFormat.Percent, r => Of(r, "student-m-evaluated") - Of(r, "student-s-evaluated")),
                new("pass@1, L less M", Bound.AtLeast, 0.01, NumberFormat.Percent, r => Of(r, "student-l-evaluated") - Of(r, "student-m-evaluated")),
            ],
            Remark = "All students read the same corpus and the same examples; pass@1 is the mean of Countdown and arithmetic.",
            Draw = runs => [Figure("claim-11", BySize("Distilled students", "held-out pass@1 over parameters", runs, s_students, s => s + "-evaluated"))],
        },
        new()
        {
            Number = 12,
            Title = "Too small a base does not take off",
            Paper = "A dense 7 B base and a 16 B mixture did not gain from reinforcement what the 671 B one does: their answers repeat themselves as they "
                + "grow longer (appendix, insights).",
            Stages = [.. s_students.SelectMany(s => Suffixes(s).Where(n => n != s + "-evaluated")), "base-evaluated", "r1-zero"],
            Criteria =
            [
                new("gain of pass@1 by reinforcement, the smallest network", Bound.AtMost, 0.15, NumberFormat.Percent, r => Gain(r, "student-s")),
                new("gain of the largest, R1-Zero's, at the same step", Bound.AtLeast, 0.3, NumberFormat.Percent, r => ZeroThen(r) - Of(r, "base-evaluated")),
            ],
            Remark = "The corpus, the rewards and the 40 steps are the same for all sizes; R1-Zero goes on for 20 more. The largest has read its corpus for "
                + "longer than the three students, as large models have.",
            Draw = runs => [Figure("claim-12", new LineChart
            {
                Title = "Where reinforcement takes off", Subtitle = "held-out pass@1 over parameters, mean of Countdown and arithmetic", X = new Axis
                {
                    Title = "parameters",
                    Log = true,
                }, Y = Shares("pass@1"),
                Series =
                [
                    Line("reinforced", runs,
                        r => [.. s_students.Select(s => new ChartPoint(r.Parameters(s + "-rl"), Of(r, s + "-rl-evaluated"))),
                        new ChartPoint(r.Parameters("r1-zero"), ZeroThen(r))]) with { Markers = true },
                    Line("base", runs,
                        r => [.. s_students.Select(s => new ChartPoint(r.Parameters(s + "-base"), Of(r, s + "-base-evaluated"))),
                        new ChartPoint(r.Parameters("r1-zero"), Of(r, "base-evaluated"))]) with { Markers = true },
                ],
            })],
        },
    ];

    static string[] Suffixes(string student) =>
        [student, student + "-evaluated", student + "-base", student + "-base-evaluated", student + "-rl", student + "-rl-evaluated"];

    static double Of(ClaimRun run, string stage) => run.Evaluated(stage, "pass_at_1", Reasoning);

    // R1-Zero's network where the reinforcement of the students ends.
    static double ZeroThen(ClaimRun run) => run.Curve(null, "r1-zero", Mean(Reasoning, "pass_at_1"))
        .Single(p => p.X == run.Training(Largest + "-rl", "reward").Count).Y;

    static double Gain(ClaimRun run, string student) => Of(run, student + "-rl-evaluated") - Of(run, student + "-base-evaluated");

    static IEnumerable<Func<ClaimRun, double>> Each(Func<string, string> stageOf) =>
        s_students.Select<string, Func<ClaimRun, double>>(s => r => Of(r, stageOf(s)));

    // A token costs two operations a parameter forwards, four more for its gradient; the network is the same in both.
    static double RlOperations(ClaimRun run, string student) =>
        2 * run.Training(student + "-rl", "sampled_tokens").Sum(p => p.Y) + 6 * run.Training(student + "-rl", "updated_tokens").Sum(p => p.Y);

    static double SftOperations(ClaimRun run, string student) => 6 * run.Training(student, "tokens").Sum(p => p.Y);

    static LineChart BySize(string title, string subtitle, IReadOnlyList<ClaimRun> runs, IReadOnlyList<string> students, Func<string, string> stageOf) => new()
    {
        Title = title,
        Subtitle = subtitle,
        X = new Axis { Title = "parameters", Log = true },
        Y = Shares("pass@1"),
        Series =
        [
            .. AllReasoning.Select(
                (f, i) => Line(Title(f), runs,
                r => [.. students.Select(s => new ChartPoint(r.Parameters(s), r.Evaluated(stageOf(s), MetricLine.KeyOf(f, "pass_at_1"))))],
                color: i) with { Markers = true }),
        ],
    };
}
