// Accuracy against thinking tokens for several ways of spending them: one thought made longer or shorter (budget forcing), many
// thoughts voted over, and thoughts that are asked to have a length.

using System.Globalization;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Evaluation.Scaling;

/// <summary>
/// Measures a policy with different amounts of thinking. A study is a pure function of its arguments; all its evaluations draw
/// the same random numbers for the same problem and sample.
/// </summary>
/// <param name="asker">What is measured, and what judges its answers.</param>
/// <param name="options">The settings.</param>
/// <param name="seed">The seed.</param>
sealed class ScalingStudy(Asker asker, ScalingOptions options, ulong seed)
{
    readonly ThinkingOptions _thinking = (options.Evaluation.Thinking ?? new()) with { MinWaits = 0, MinTokens = null, MaxTokens = null };

    /// <summary>The part of the rewards that ranks the samples of a problem, by its name; null leaves out what needs one.</summary>
    public string? ScorePart { get; init; }

    /// <summary>Told of each evaluation as it begins: what is asked for.</summary>
    public Action<string>? Begins { get; init; }

    /// <summary>All curves.</summary>
    /// <param name="problems">Each with an id of its own.</param>
    /// <exception cref="UserErrorException">There is no problem, or the settings do not fit together.</exception>
    public IReadOnlyList<ScalingCurve> Run(IReadOnlyList<Problem> problems)
    {
        var waits = Waits(problems);
        int[] caps = [.. options.Caps ?? CapsFor(waits.Points[0].Tokens)];
        ScalingCurve[] single = [waits, Caps(problems, caps), .. options.LengthPrompts.Count == 0 ? (ScalingCurve[])[] : [Lengths(problems, caps)]];
        return [.. single.Where(c => c.Points.Count > 0), .. Votes(problems)];
    }

    /// <summary>The end of the thoughts refused 0, 1, 2, … times.</summary>
    public ScalingCurve Waits(IReadOnlyList<Problem> problems) => new("refused ends", [.. Enumerable.Range(0, options.MostWaits + 1)
        .Select(n => (Count: n, What: Text(n) + (n == 1 ? " wait" : " waits")))
        .Select(ask => Point(ask.What, Evaluate(problems, ask.What, _thinking with { MinWaits = ask.Count })))]);

    /// <summary>The thoughts closed after so many tokens.</summary>
    public ScalingCurve Caps(IReadOnlyList<Problem> problems, IReadOnlyList<int> caps) => new("caps", [.. caps.Select(cap =>
        Point($"at most {Text(cap)}", Evaluate(problems, $"at most {Text(cap)} tokens", _thinking with { MaxTokens = cap })) with { MostTokens = cap })]);

    /// <summary>The question asks for a length (s1's token- and class-conditional control).</summary>
    public ScalingCurve Lengths(IReadOnlyList<Problem> problems, IReadOnlyList<int> caps) => new("asked lengths", [.. options.LengthPrompts.SelectMany(text =>
        text.Contains(ScalingOptions.TokensPlace, StringComparison.Ordinal)
            ? caps.Select(cap => (Text: text.Replace(ScalingOptions.TokensPlace, Text(cap), StringComparison.Ordinal), Most: (double?)cap)) : [(text, null)])
        .Select(ask => Point(ask.Text, Evaluate(problems, ask.Text, _thinking, ask.Text)) with { MostTokens = ask.Most })]);

    /// <summary>Many thoughts for each problem: the majority's answer, the best scored one, the one with most score.</summary>
    public IEnumerable<ScalingCurve> Votes(IReadOnlyList<Problem> problems)
    {
        var result = Evaluate(problems, $"{Text(options.Votes)} samples", _thinking, sampleCount: options.Votes);
        var samples = result.Problems.Select(p => new Voters(p, ScorePart)).ToList();
        double tokens = Tokens(result);
        yield return Curve("majority vote", (v, k) => SampleStatistics.ConsensusAtK(v.Answers, v.AreRight, k));
        if (ScorePart is null)
            yield break;
        yield return Curve("best of n", (v, k) => ScoredVotes.BestOfK(v.Scores, v.AreRight, k));
        yield return Curve("weighted vote", (v, k) => ScoredVotes.WeightedVoteOfK(v.Answers, v.Weights, v.AreRight, k));

        ScalingCurve Curve(string method, Func<Voters, int, double> credit) => new(method, [.. Counts().Select(k =>
        {
            double[] credits = [.. samples.Select(v => credit(v, k))];
            return new ScalingPoint($"{Text(k)} {(k == 1 ? "sample" : "samples")}", k * tokens, credits.Average(),
                ConfidenceInterval.OfShare(credits, result.Options.BootstrapResamples, seed));
        })]);
    }

    /// <summary>The samples of a problem as voters. A weight is σ of the score, so that none is negative.</summary>
    sealed class Voters(ProblemEvaluation problem, string? scorePart)
    {
        public string?[] Answers { get; } = [.. problem.Samples.Select(s => s.Answer)];

        public bool[] AreRight { get; } = [.. problem.Samples.Select(s => s.Accuracy >= 1)];

        public double?[] Scores { get; } = [.. problem.Samples.Select(s => scorePart is null ? null : s.RewardParts[scorePart].Value)];

        public double[] Weights => [.. Scores.Select(s => s is { } score ? Logistic.Sigmoid(score) : 0)];
    }

    EvaluationResult Evaluate(IReadOnlyList<Problem> problems, string what, ThinkingOptions thinking, string? ask = null, int? sampleCount = null)
    {
        Begins?.Invoke(what);
        var how = options.Evaluation with { Thinking = thinking, SampleCount = sampleCount ?? options.Evaluation.SampleCount };
        return new Evaluator(ask is null ? asker : asker.Putting(question => $"{question} {ask}"), how, seed).Evaluate(problems);
    }

    static ScalingPoint Point(string label, EvaluationResult result) => new(label, Tokens(result), result.Overall.PassAtOne, result.Overall.PassAtOneInterval);

    // Thinking tokens of a sample; of a model that opens no thoughts, all tokens.
    static double Tokens(EvaluationResult result)
    {
        bool thinks = result.Overall.MeanThinkingTokens is not null;
        return result.Problems.Average(p => p.Samples.Average(s => (double)(thinks ? s.ThinkingTokens ?? 0 : s.Completion.Tokens.Length)));
    }

    static IEnumerable<int> CapsFor(double mean) => ((double[])[0.125, 0.25, 0.5, 1, 2]).Select(share => Math.Max(1, (int)Math.Round(share * mean))).Distinct();

    IEnumerable<int> Counts() => Enumerable.Range(0, 31).Select(e => 1 << e).TakeWhile(k => k < options.Votes).Append(options.Votes);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
