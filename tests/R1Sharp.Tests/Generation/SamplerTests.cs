using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>What is left to draw from, against the plain definition in the order of Hugging Face's processors.</summary>
public sealed class SamplerTests
{
    const int Tokens = 23;

    static readonly int[] s_prompt = [3, 5, 5, 7], s_completion = [1, 3];

    static float[] Logits(int seed)
    {
        var random = new RandomStream(1, RandomPurpose.Test, seed);
        return [.. Enumerable.Range(0, Tokens).Select(_ => (float)(6 * random.NextDouble() - 3))];
    }

    // Repetition penalty, temperature, top-k, top-p, min-p, in double precision, by sorting.
    static double[] Expected(float[] logits, SamplingOptions options)
    {
        double[] z = [.. logits.Select(l => (double)l)];
        foreach (int token in s_prompt.Concat(s_completion).Distinct())
            z[token] = z[token] > 0 ? z[token] / options.RepetitionPenalty : z[token] * options.RepetitionPenalty;
        double[] p = Normal([.. z.Select(x => Math.Exp((x - z.Max()) / options.Temperature))]);
        int[] order = [.. Enumerable.Range(0, Tokens).OrderByDescending(i => p[i])];
        if (options.TopK is { } k)
            p = Kept(p, order.Take(k));
        double before = 0;
        if (options.TopP < 1)
            p = Kept(p, [.. order.TakeWhile(i => (before += p[i]) - p[i] < options.TopP)]);
        return Kept(p, Enumerable.Range(0, Tokens).Where(i => p[i] >= options.MinP * p.Max()));
    }

    static double[] Kept(double[] p, IEnumerable<int> tokens) => Normal([.. p.Select((x, i) => tokens.Contains(i) ? x : 0)]);

    static double[] Normal(double[] p) => [.. p.Select(x => x / p.Sum())];

    public static TheoryData<double, int?, double, double, double> Settings => new()
    {
        { 1, null, 1, 0, 1 }, { 0.7, 1, 1, 0, 1 }, { 0.7, 5, 1, 0, 1 }, { 1.3, 100, 1, 0, 1 }, { 1, null, 0.8, 0, 1 }, { 1, 6, 0.8, 0, 1 }, { 1, null, 1, 0.2, 1 }, { 1, null, 1, 1, 1 },
        { 1, 9, 0.9, 0.3, 1 }, { 1, null, 1, 0, 1.5 }, { 0.6, 4, 0.9, 0.05, 1.3 }, { 2, null, 0.5, 0.1, 0.7 },
    };

    [Theory, MemberData(nameof(Settings))]
    public void Tokens_are_drawn_from_what_the_definition_leaves(double temperature, int? topK, double topP, double minP, double penalty)
    {
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, RepetitionPenalty = penalty };
        const int Draws = 4000;
        for (int seed = 0; seed < 3; seed++)
        {
            float[] logits = Logits(seed);
            double[] expected = Expected(logits, options);
            var sampler = new Sampler(Tokens);
            var random = new RandomStream(2, RandomPurpose.Test, seed);
            double[] counts = new double[Tokens];
            for (int draw = 0; draw < Draws; draw++)
                counts[sampler.Choose([.. logits], options, random.NextDouble(), s_prompt, s_completion).Token]++;
            for (int i = 0; i < Tokens; i++)
            {
                if (expected[i] == 0)
                    Assert.Equal(0, counts[i]);
                // Five deviations of a binomial share.
                Assert.True(Math.Abs(counts[i] / Draws - expected[i]) <= 5 * Math.Sqrt(expected[i] * (1 - expected[i]) / Draws) + 1e-12, $"token {i}: {counts[i] / Draws} of {expected[i]}");
            }
        }
    }

    [Theory, MemberData(nameof(Settings))]
    public void What_is_recorded_is_the_whole_distribution(double temperature, int? topK, double topP, double minP, double penalty)
    {
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, RepetitionPenalty = penalty };
        float[] logits = Logits(4);
        var random = new RandomStream(2, RandomPurpose.Test, 1);
        var (token, logProb) = new Sampler(Tokens).Choose([.. logits], options, random.NextDouble(), s_prompt, s_completion);
        Assert.Equal(new Sampler(Tokens).Record([.. logits], options, token), logProb);
    }

    [Fact]
    public void The_most_probable_token_is_that_after_the_penalty()
    {
        float[] logits = [.. Enumerable.Repeat(0f, Tokens)];
        (logits[5], logits[6]) = (2, 1.5f);
        var random = new RandomStream(2, RandomPurpose.Test, 1);
        int Greedy(double penalty) => new Sampler(Tokens).Choose([.. logits], new() { Temperature = 0, RepetitionPenalty = penalty }, random.NextDouble(), s_prompt, s_completion).Token;
        Assert.Equal(5, Greedy(1));
        Assert.Equal(6, Greedy(1.5));
    }

    static Completion Ended(string text, FinishReason finish) => new([.. text.Select(c => (int)c)], [], finish);

    static string Decode(int[] tokens) => string.Concat(tokens.Select(t => (char)t));

    [Theory]
    [InlineData("The answer is 5.\n\n", "The answer is 5.", "\n\n")]
    [InlineData("a END b END", "a END b ", "END")]
    [InlineData("x</answer>", "x", "</answer>", "</ans")]
    [InlineData("abc", "abc", "d")]
    [InlineData("数学。", "数学", "。")]
    [InlineData("aaa", "a", "aa")]
    [InlineData("", "", "a")]
    public void A_stop_string_is_cut_off(string text, string expected, params string[] stops)
    {
        Assert.Equal(expected, StopText.Trim(Ended(text, FinishReason.Stop), text, stops, Decode));
        Assert.Equal(text, StopText.Trim(Ended(text, FinishReason.Length), text, stops, Decode));
        Assert.Equal(text, StopText.Trim(Ended(text, FinishReason.Stop), text, [], Decode));
    }

    // The first four characters were put there: neither they nor what they are the beginning of end the text.
    [Theory]
    [InlineData("a, b, ", "a, b", 4)]
    [InlineData("xxx, yx, ", "xxx, yx", 5)]
    [InlineData("xxx,  y, ", "xxx,  y", 4)]
    public void What_was_put_there_is_no_stop(string text, string expected, int put) =>
        Assert.Equal(expected, StopText.Trim(Ended(text, FinishReason.Stop) with { ForcedTokens = [.. Enumerable.Range(0, put)] }, text, [", ", ",  "], Decode));

    [Theory]
    [InlineData("The answer is 5.\n\nUser:", "The answer is 5.", "\n\n")]
    [InlineData("a\nb\nc", "a\nb\nc", "\n\n")]
    [InlineData("ababac", "", "abac", "abab")]
    [InlineData("ababac", "ab", "abac")]
    [InlineData("x</think", "x</think", "</think>")]
    [InlineData("plain", "plain")]
    public void Text_as_it_is_produced_stops_at_the_same_place(string text, string expected, params string[] stops)
    {
        for (int size = 1; size <= text.Length; size++)
        {
            var filter = new StopTextFilter(stops);
            string shown = string.Concat(text.Chunk(size).Select(piece => filter.Add(new string(piece)))) + filter.Finish();
            Assert.Equal(expected, shown);
        }
    }

    [Fact]
    public void An_empty_stop_string_is_refused() =>
        Assert.Contains("A stop string is empty", Assert.Throws<UserErrorException>(() => SamplingOptions.Of(new EvaluationOptions { Stop = ["x", ""] })).Message);
}
