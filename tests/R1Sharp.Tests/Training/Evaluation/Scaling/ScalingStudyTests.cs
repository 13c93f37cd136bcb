using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation.Scaling;
using R1Sharp.Numerics;
using R1Sharp.Tests.Generation;
using Xunit;

namespace R1Sharp.Tests.Training.Evaluation.Scaling;

/// <summary>A study on a network that thinks at random lengths: what is asked for is what is measured, and a seed decides everything.</summary>
public sealed class ScalingStudyTests
{
    static readonly int[] s_likely = BigramNetwork.Tokenizer.Encode("abc</think><|endoftext|>");

    // After "</think>" the text ends or goes on; thoughts are some tokens long.
    static float Logit(int last, int next) => s_likely.Contains(next) ? (float)new RandomStream(4, RandomPurpose.Test, last, next).NextNormal() : -40;

    static readonly ScalingOptions s_options = new()
    {
        Evaluation = new() { SampleCount = 3, Temperature = 1, TopP = 1, MaxCompletionTokens = 60, BootstrapResamples = 100, Thinking = new() { WaitText = "ab" } },
        MostWaits = 2,
        Caps = [1, 3],
        Votes = 6,
        LengthPrompts = ["at most {tokens}", "short"],
    };

    static readonly Problem[] s_problems = [.. Enumerable.Range(0, 4).Select(i => new Problem { Id = $"p{i}", Question = $"{i}?", Answer = "1", Family = "f" })];

    static (IReadOnlyList<ScalingCurve> Curves, List<string> Asked) Run(ScalingOptions options, ulong seed, string? scorePart)
    {
        using var pool = new CpuEngine(1);
        using var policy = BigramNetwork.Policy(pool, Logit);
        var asked = new List<string>();
        var study = new ScalingStudy(new Asker(policy, BigramNetwork.Tokenizer, question => question + "<think>", new RewardSum([new(new LetterGame.Exact(), 1)])), options, seed) { ScorePart = scorePart, Begins = asked.Add };
        return (study.Run(s_problems), asked);
    }

    static string Text(IReadOnlyList<ScalingCurve> curves) => string.Join("\n", curves.SelectMany(c => c.Points.Select(p => $"{c.Method} {p}")));

    [Fact]
    public void Every_method_has_its_points_and_caps_are_kept()
    {
        var (curves, asked) = Run(s_options, 3, "accuracy");
        Assert.Equal(["refused ends 3", "caps 2", "asked lengths 3", "majority vote 4", "best of n 4", "weighted vote 4"], curves.Select(c => $"{c.Method} {c.Points.Count}"));
        Assert.Equal(["0 waits", "1 wait", "2 waits", "at most 1 tokens", "at most 3 tokens", "at most 1", "at most 3", "short", "6 samples"], asked);
        Assert.Equal(1, curves[1].Measures.Control);
        Assert.True(curves[1].Points[0].Tokens <= 1 && curves[0].Points[2].Tokens > curves[0].Points[0].Tokens + 4);
        foreach (var votes in curves.Skip(3))
            Assert.Equal([1.0, 2, 4, 6], votes.Points.Select(p => Math.Round(p.Tokens / votes.Points[0].Tokens, 9)));
    }

    [Fact]
    public void A_seed_decides_everything()
    {
        var first = Text(Run(s_options, 3, null).Curves);
        Assert.Equal(first, Text(Run(s_options, 3, null).Curves));
        Assert.NotEqual(first, Text(Run(s_options, 4, null).Curves));
    }

    [Fact]
    public void Caps_follow_the_unforced_mean_where_none_are_given()
    {
        var curves = Run(s_options with { Caps = null, MostWaits = 0, LengthPrompts = [], Votes = 1 }, 3, null).Curves;
        double mean = curves[0].Points[0].Tokens;
        Assert.Equal(((double[])[0.125, 0.25, 0.5, 1, 2]).Select(s => Math.Max(1, Math.Round(s * mean))).Distinct(), curves[1].Points.Select(p => p.MostTokens!.Value));
    }
}
