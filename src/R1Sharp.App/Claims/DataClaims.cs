// Claims about data: recall by rounds, what a recalled corpus is worth, what duplicates, repetition and leaked items do to a model.

using R1Sharp.App.Charts;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Corpus.Recall;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 30 to 34.</summary>
static class DataClaims
{
    static readonly string[] s_repeated = ["repeats-0", "repeats-1", "repeats-2", "repeats-3", "repeats-4"];

    public static IReadOnlyList<Claim> All { get; } = [Recall, Base, Duplicates, Repetition, Contamination];

    static Claim Recall => new()
    {
        Number = 30,
        Title = "Recall finds what the seed does not show, round by round",
        Paper = "DeepSeekMath: 35.5 million pages after four rounds; 98 % of what the fourth collected the third had (2402.03300, section 2.1).",
        Stages = ["recalled"],
        Criteria =
        [
            new("recall of the mathematical pages in the first round", Bound.AtMost, 0.7, NumberFormat.Percent, r => r.Training("recalled", "recall")[0].Y),
            new("recall in the last", Bound.AtLeast, 0.9, NumberFormat.Percent, r => r.Training("recalled", "recall")[^1].Y),
            new("precision in the last", Bound.AtLeast, 0.9, NumberFormat.Percent, r => r.Training("recalled", "precision")[^1].Y),
            new("share of the last that was known", Bound.AtLeast, 0.95, NumberFormat.Percent, r => r.Training("recalled", "known")[^1].Y),
        ],
        Remark = "The seed corpus shows two of the six dialects of mathematics; a rule on the share of a path that was collected stands in place of people.",
        Draw = runs => [Figure("claim-30", new LineChart
        {
            Title = "Recall by rounds", Subtitle = "of all mathematical pages of the miniature web", X = new Axis { Title = "round" }, Y = Shares(""),
            Series = [.. ((string[])["recall", "precision", "known"]).Select(key => Line(key, runs, r => Rounds(r, key)) with { Markers = true })],
        })],
    };

    static Claim Base => new()
    {
        Number = 31,
        Title = "A recalled corpus makes a better base than a filtered one of the same size, and reinforcement keeps the lead",
        Paper = "1.3 billion parameters, 150 billion tokens: GSM8K 23.8 % on DeepSeekMath's corpus, 11.5 % on OpenWebMath, 2.9 % without (2402.03300, table "
            + "1).",
        Stages = ["recalled-evaluated", "filtered-evaluated", "recalled-rl-evaluated", "filtered-rl-evaluated"],
        Criteria =
        [
            new("pass@8 on digit strings, recalled less filtered", Bound.AtLeast, 0.05, NumberFormat.Percent,
                r => Solved(r, "recalled-evaluated") - Solved(r, "filtered-evaluated")),
            new("the same after GRPO", Bound.AtLeast, 0, NumberFormat.Percent, r => Solved(r, "recalled-rl-evaluated") - Solved(r, "filtered-rl-evaluated")),
        ],
        Remark = "Both bases read the same number of tokens with the same settings; the filtered corpus is all of the web that passes the rules of "
            + "repetition, as many words of it as were recalled.",
        Draw = runs => [Figure("claim-31", new BarChart
        {
            Title = "What a base is made of", Subtitle = "held-out pass@8 on digit strings", Y = Shares(""), Categories = ["base", "after GRPO"],
            Series = [Bars("filtered", runs, [r => Solved(r, "filtered-evaluated"), r => Solved(r, "filtered-rl-evaluated")]),
                Bars("recalled", runs, [r => Solved(r, "recalled-evaluated"), r => Solved(r, "recalled-rl-evaluated")])],
        })],
    };

    static Claim Duplicates => new()
    {
        Number = 32,
        Title = "Duplicates are recited",
        Paper = "Models trained on deduplicated C4 emit memorized text ten times less often, at no worse perplexity (2107.06499).",
        Stages = ["copied-continued", "once-continued"],
        Criteria =
        [
            new("verbatim share of greedy output, with duplicates over without (none counts as 0.01 %)", Bound.AtLeast, 3, NumberFormat.Plain,
                r => Of(r, "copied-continued", "recited") / Math.Max(1e-4, Of(r, "once-continued", "recited"))),
            new("loss on unseen texts, without duplicates less with, in nats", Bound.AtMost, 0, NumberFormat.Plain,
                r => Of(r, "once-continued", "loss") - Of(r, "copied-continued", "loss")),
        ],
        Remark = "One story in a hundred stands there 50 times. Verbatim is a run of 20 words of what the model writes behind the beginning of an unseen story "
            + "that stands in the corpus with duplicates.",
        Draw = runs => [Figure("claim-32", new BarChart
        {
            Title = "Recited", Subtitle = "share of greedy output that stands in the corpus word for word", Y = Shares("", null),
            Categories = ["with duplicates", "without"],
            Series = [Bars("verbatim", runs, [r => Of(r, "copied-continued", "recited"), r => Of(r, "once-continued", "recited")])],
        })],
    };

    static Claim Repetition => new()
    {
        Number = 33,
        Title = "Repetition in the data comes out as repetition",
        Paper = "Over five corpora repetition of the training data and of greedy output go together; dropping attention to repeated words in training "
            + "lowers it (2310.10226).",
        Stages = [.. s_repeated, .. s_repeated.Select(s => s + "-continued"), "repeats-4-penalised-continued"],
        Criteria =
        [
            new("rank correlation of rep-4 of data and output over five corpora", Bound.AtLeast, 0.9, NumberFormat.Plain,
                r => RankQuality.Correlation([.. s_repeated.Select(s => Repeats(r, s))],
                    [.. s_repeated.Select(s => Repeats(r, s + "-continued"))])),
            new("rep-4 of output, penalised in training less not, on the most repetitive corpus", Bound.AtMost, -0.02, NumberFormat.Percent,
                r => Repeats(r, "repeats-4-penalised-continued") - Repeats(r, "repeats-4-continued")),
        ],
        Remark = "Sentences are said again with a chance of 0 to 60 %. Output is drawn at temperature 1 behind beginnings of unseen stories: sentences that "
            + "know nothing of one another have one that is most probable, which greedy output says again and again, whatever was read. The penalty is a "
            + "reward of reinforcement (repetition_penalty), where the paper changes attention.",
        Draw = runs => [Figure("claim-33", new LineChart
        {
            Title = "Repetition in, repetition out", Subtitle = "rep-4 of output over rep-4 of the corpus", X = new Axis { Title = "corpus" },
            Y = Shares("output", null),
            Series = [Line("bases", runs,
                r => [.. s_repeated.Select(s => new ChartPoint(Math.Round(Repeats(r, s), 2), Repeats(r, s + "-continued")))]) with
                {
                    Markers = true,
                }],
        })],
    };

    static Claim Contamination => new()
    {
        Number = 34,
        Title = "Contamination buys points that are not there",
        Paper = "Scores on leaked benchmarks rise and those on fresh twins do not (2311.01964, 2405.00332).",
        Stages = ["leaked-evaluated", "leaked-twin", "clear-evaluated", "clear-twin"],
        Criteria =
        [
            new("pass@1 on the leaked items, leaked less cleared", Bound.AtLeast, 0.1, NumberFormat.Percent,
                r => Known(r, "leaked-evaluated") - Known(r, "clear-evaluated")),
            new("pass@1 on the twin, leaked less cleared", Bound.AtMost, 0.02, NumberFormat.Percent, r => Known(r, "leaked-twin") - Known(r, "clear-twin")),
            new("pass@1 on the leaked items after decontamination less on the twin", Bound.AtMost, 0.05, NumberFormat.Percent,
                r => Known(r, "clear-evaluated") - Known(r, "clear-twin")),
        ],
        Remark = "A hundred held-out problems of arithmetic stand a hundred times with their answers among the pages of one base; the other's pages are "
            + "cleared of them by the search that data decontaminate makes.",
        Draw = runs => [Figure("claim-34", new BarChart
        {
            Title = "Leaked", Subtitle = "pass@1 on arithmetic", Y = Shares(""), Categories = ["leaked items", "their twin"],
            Series = [Bars("leaked", runs, [r => Known(r, "leaked-evaluated"), r => Known(r, "leaked-twin")]),
                Bars("cleared", runs, [r => Known(r, "clear-evaluated"), r => Known(r, "clear-twin")])],
        })],
    };

    static double Solved(ClaimRun run, string stage) => run.Evaluated(stage, "families/digits/pass_at_8");

    static double Known(ClaimRun run, string stage) => run.Evaluated(stage, "families/arithmetic/pass_at_1");

    static IReadOnlyList<ChartPoint> Rounds(ClaimRun run, string key) => [.. run.Training("recalled", key).Select(p => p with { X = p.X + 1 })];

    static double Repeats(ClaimRun run, string stage) => Of(run, stage, "repetition");

    static double Of(ClaimRun run, string stage, string number) => run.Training(stage, number)[0].Y;
}
