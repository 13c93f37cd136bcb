// Pairs that are generated, with truth by construction: no wrong "equal" at all, and nothing right called different. A few
// hundred at every run of the tests; R1SHARP_PAIRS=100000 for a night, R1SHARP_PAIRS_SEED for other ones.

using System.Globalization;
using R1Sharp.Learning.Rewards.Mathematics;
using Xunit;

namespace R1Sharp.Tests.Rewards.Mathematics;

public sealed class GeneratedPairTests
{
    const int UsualCount = 760, MostUndecidedPercent = 8;
    const ulong UsualSeed = 13;

    static readonly MathGrader Grader = new();

    static T Setting<T>(string name, T usual) where T : IParsable<T> => T.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;

    [Fact]
    public void No_generated_pair_is_judged_wrongly()
    {
        int count = Setting("R1SHARP_PAIRS", UsualCount);
        ulong seed = Setting("R1SHARP_PAIRS_SEED", UsualSeed);
        var wrong = new List<string>();
        int same = 0, undecided = 0;
        for (int i = 0; i < count; i++)
        {
            var pair = GeneratedPairs.Of(seed, i);
            var judgement = Grader.Judge(pair.Gold, pair.Answer);
            if (judgement.Verdict == (pair.IsSame ? MathVerdict.Different : MathVerdict.Equal))
                wrong.Add($"{pair.Kind}: {pair.Gold} | {pair.Answer} -> {judgement.Verdict}: {judgement.Reason}");
            same += pair.IsSame ? 1 : 0;
            undecided += pair.IsSame && !judgement.IsEqual ? 1 : 0;
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} wrong:\n{string.Join("\n", wrong.Take(50))}");
        Assert.True(100 * undecided <= MostUndecidedPercent * same, $"{undecided} of {same} right pairs undecided");
    }

    [Fact]
    public void A_pair_is_the_same_whenever_it_is_made_and_other_seeds_make_others()
    {
        Assert.Equal(GeneratedPairs.Of(1, 5), GeneratedPairs.Of(1, 5));
        Assert.True(Enumerable.Range(0, 200).Select(i => GeneratedPairs.Of(1, i)).Distinct().Count() > 150);
        Assert.NotEqual(Enumerable.Range(0, 50).Select(i => GeneratedPairs.Of(1, i)), Enumerable.Range(0, 50).Select(i => GeneratedPairs.Of(2, i)));
    }
}
