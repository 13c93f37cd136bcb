// Samples problems and makes pairs of a shorter and a longer right completion.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Thinking;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>What became of some problems.</summary>
/// <param name="Pairs">At most one a problem, in the problems' order.</param>
/// <param name="Rollouts">All completions.</param>
/// <param name="Dropped">How many problems made no pair for each of <see cref="ShorterPairs.Reasons"/>; none is left out.</param>
sealed record ShorterStep(IReadOnlyList<ShorterPair> Pairs, IReadOnlyList<Rollout> Rollouts, IReadOnlyDictionary<string, int> Dropped);

/// <summary>Samples and pairs. A step is a pure function of its index, so nothing has to be saved to resume.</summary>
sealed class ShorterSampler
{
    readonly ProblemSampler _sampler;
    readonly ShorterOptions _options;
    readonly Tokenizer _tokenizer;

    /// <param name="asker">Who is asked, and what judges the answers.</param>
    /// <param name="problems">What is asked.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">There is no problem.</exception>
    public ShorterSampler(Asker asker, IReadOnlyList<Problem> problems, ShorterOptions options, ulong seed)
    {
        (_options, _tokenizer) = (options, asker.Tokenizer);
        _sampler = new ProblemSampler(asker, problems, new RolloutScorer(asker, stops: options.Stop), options, seed);
    }

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => _sampler.StepCount;

    /// <summary>Samples the completions of some problems and pairs them.</summary>
    /// <param name="stepIndex">0-based.</param>
    public ShorterStep Step(int stepIndex)
    {
        var groups = _sampler.Sample(stepIndex);
        var dropped = ShorterPairs.Reasons.ToDictionary(name => name, _ => 0);
        var pairs = new List<ShorterPair>();
        foreach (var group in groups)
            if (ShorterPairs.Of(group, Shorten, _options, out string? reason) is { } pair)
                pairs.Add(pair);
            else
                dropped[reason!]++;
        return new ShorterStep(pairs, [.. groups.SelectMany(g => g)], dropped);
    }

    // The preferred text of a right completion, with its tokens and the end-of-text token.
    (string Text, int Tokens)? Shorten(Rollout rollout)
    {
        if (_options.Chosen == ShorterChoice.Shortest)
            return (rollout.Text, rollout.Completion.Tokens.Length);
        var kept = _options.Chosen switch
        {
            ShorterChoice.FirstCorrect => KeptSolutions.FirstRight,
            ShorterChoice.FirstCorrectReflected => KeptSolutions.FirstRightAndCheck,
            _ => KeptSolutions.Diverse,
        };
        return ShorterThoughts.Of(rollout.Problem, rollout.Prompt, rollout.Text, rollout.Answer, kept) is { } text
            ? (text, _tokenizer.Encode(text).Length + 1) : null;
    }
}
