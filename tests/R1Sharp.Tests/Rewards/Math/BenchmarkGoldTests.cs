// The gold answers of real benchmarks: all but known bad rows can be read and equal themselves, and golds of different rows
// are different unless they mean the same. With R1SHARP_WRITE_TABLES=file the table of docs/graders.md is written.

using System.Globalization;
using System.Text;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Rewards.Mathematics;

public sealed class BenchmarkGoldTests
{
    const int PairCount = 2000;

    static readonly MathGrader Grader = new();

    // Rows whose gold answer is empty in the data.
    static readonly Dictionary<string, int> BadRows = new() { ["gaokao2023en"] = 2 };

    // Pairs whose golds mean the same although they are written differently, or not at all clearly: benchmark, gold, gold.
    public static TheoryData<string> Benchmarks => [.. BenchmarkGolds.Columns.Keys];

    [Theory]
    [MemberData(nameof(Benchmarks))]
    public void Golds_equal_themselves_and_differ_from_each_other(string benchmark)
    {
        var golds = BenchmarkGolds.Read(benchmark);
        int readable = golds.Count(g => Grader.GoldProblem(g) is null), equal = golds.Count(g => Grader.Judge(g, g).IsEqual);
        var pairs = Pairs(benchmark, golds);
        Report(benchmark, golds, readable, equal, pairs);
        int bad = BadRows.GetValueOrDefault(benchmark);
        Assert.Equal(golds.Count - bad, readable);
        Assert.Equal(golds.Count - bad, equal);
        // Coincidences are equal golds of different rows; whether they are is a matter of reading the list.
        Assert.All(pairs.Where(p => p.Judgement.IsEqual), p => Assert.True(MeanTheSame(p.Gold, p.Other), $"{p.Gold} | {p.Other}"));
        Assert.True(pairs.Count(p => p.Judgement.Verdict == MathVerdict.Undecided) <= PairCount / 100, "too many undecided pairs");
    }

    static List<(string Gold, string Other, MathJudgement Judgement)> Pairs(string benchmark, List<string> golds)
    {
        var random = new RandomStream(1, RandomPurpose.Test, golds.Count);
        var pairs = new List<(string, string, MathJudgement)>(PairCount);
        while (pairs.Count < PairCount)
        {
            int i = random.NextInt(golds.Count), j = random.NextInt(golds.Count);
            if (i != j && Grader.GoldProblem(golds[i]) is null)
                pairs.Add((golds[i], golds[j], Grader.Judge(golds[i], golds[j])));
        }
        return pairs;
    }

    // An independent and much simpler view: the same found text but for dollar signs, spaces, commas, percent signs and zeros.
    static bool MeanTheSame(string a, string b) => Bare(a) == Bare(b) || KnownCoincidences.Contains((Bare(a), Bare(b))) || KnownCoincidences.Contains((Bare(b), Bare(a)));

    static readonly HashSet<(string, string)> KnownCoincidences = [("k=1", "1"), ("0.5", "frac{1}{2}")];

    static string Bare(string gold)
    {
        string found = new([.. (MathGrader.FindAnswer(gold) ?? "").Where(c => c is not ('$' or ' ' or ',' or '%' or '\\'))]);
        return decimal.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number.ToString("0.############", CultureInfo.InvariantCulture) : found;
    }

    static void Report(string benchmark, List<string> golds, int readable, int equal, List<(string Gold, string Other, MathJudgement Judgement)> pairs)
    {
        if (Environment.GetEnvironmentVariable("R1SHARP_WRITE_TABLES") is not { Length: > 0 } file)
            return;
        int Count(MathVerdict verdict) => pairs.Count(p => p.Judgement.Verdict == verdict);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| {benchmark} | {golds.Count} | {readable} | {equal} | {Count(MathVerdict.Different)} | {Count(MathVerdict.Equal)} | {Count(MathVerdict.Undecided)} |\n");
        foreach (var p in pairs.Where(p => p.Judgement.Verdict != MathVerdict.Different).DistinctBy(p => (MathGrader.FindAnswer(p.Gold), MathGrader.FindAnswer(p.Other))))
            text.Append(CultureInfo.InvariantCulture, $"  {p.Judgement.Verdict}: {MathGrader.FindAnswer(p.Gold)} | {MathGrader.FindAnswer(p.Other)} | {p.Judgement.Reason}\n");
        foreach (string gold in golds.Where(g => Grader.GoldProblem(g) is not null || !Grader.Judge(g, g).IsEqual))
            text.Append(CultureInfo.InvariantCulture, $"  bad: {gold} | {Grader.GoldProblem(gold)}\n");
        File.WriteAllText($"{file}.{benchmark}", text.ToString());
    }
}
