// Speculation (Leviathan et al., arXiv 2211.17192) without a second network: tokens that a completion may go on with are run
// as further rows of the same round, and each token is drawn as always, with the number of its own place. Drafted rows are of
// use as long as what was drawn is what was drafted; what the others left in the cache is written over. As a row's result does
// not depend on the other rows of a call, tokens and log-probabilities have the bits that they have without drafts.
//
// Departure from the paper: nothing is accepted by chance. The draw is the sampler's own, so that a draft can be wrong where the
// paper would keep it, and no distribution has to be corrected.

using System.Runtime.CompilerServices;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>Drafts for the samples of one worker.</summary>
/// <param name="rowCost">What one more row costs in a run of few, as a share of a run of one.</param>
sealed class Drafter(double rowCost)
{
    // Weight of the newest round in the mean of what rounds give.
    const double Newest = 0.25;

    // What is known of a request goes with it: there may be any number of them in one run.
    readonly ConditionalWeakTable<RequestResults, DraftTexts> _texts = [];
    readonly DraftOdds _odds = new();
    double _rate = 1;

    /// <summary>Forgets all texts: another call begins, or this one has ended.</summary>
    public void Clear() => _texts.Clear();

    /// <summary>Whether a draft that is certain to be right would be worth its row.</summary>
    public bool IsWorthwhile => Worth < 1;

    /// <summary>Writes what a sample may go on with, while it is probable enough for the rows that it takes.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="most">Most tokens.</param>
    /// <param name="results">The completions of its request that have ended; the others are null.</param>
    public void Draft(RunningSample sample, int most, Completion?[] results)
    {
        var texts = TextsOf(sample.Task, results);
        var own = sample.DraftText ??= DraftText.After(sample.Task.Request.Prompt);
        own.Follow(sample.TokenSpan);
        texts.Enter(own);
        sample.Match = texts.Find(own);
        if (sample.Match is not { } match)
            return;
        double probability = 1;
        for (int i = 0; i < most && Next(match, own, sample.Draft, i) is { } token; i++)
        {
            probability *= _odds.Of(match.Length + i);
            if (probability < Worth)
                return;
            sample.Draft.Add(token);
        }
    }

    /// <summary>Notes which drafts were right: the first one is judged whether a row was run for it or not.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="chosen">The tokens that it got in this round.</param>
    public void Judge(RunningSample sample, ReadOnlySpan<int> chosen)
    {
        if (sample.Match is not { } match)
            return;
        for (int i = 0; i < chosen.Length && Next(match, sample.DraftText!, sample.Draft, i) is { } token; i++)
        {
            _odds.Note(match.Length + i, token == chosen[i]);
            if (token != chosen[i])
                return;
        }
    }

    /// <summary>Notes what a round gave.</summary>
    public void Ran(int rows, int tokens) => _rate += Newest * (tokens / (1 + rowCost * (rows - 1)) - _rate);

    // A further row raises the tokens of a round per its cost where it is right more often than this.
    double Worth => rowCost * _rate;

    // A text that repeats itself goes on repeating what has been drafted of it.
    static int? Next(DraftMatch match, DraftText own, List<int> draft, int i)
    {
        int at = match.Next + i, length = match.Text.Tokens.Length;
        return at < length ? match.Text.Tokens[at] : match.Text == own && at - length < draft.Count ? draft[at - length] : null;
    }

    DraftTexts TextsOf(GenerationTask task, Completion?[] results)
    {
        if (_texts.TryGetValue(task.Of, out var texts))
            return texts;
        _texts.Add(task.Of, texts = new());
        texts.Enter(DraftText.Of(task.Request.Prompt));
        foreach (var ended in results.OfType<Completion>())
        {
            var text = DraftText.After(task.Request.Prompt);
            text.Follow(ended.Tokens);
            texts.Enter(text);
        }
        return texts;
    }
}
