// Pairs that teach to think less (Chen et al., arXiv 2412.21187, section 3.2): of the right completions of a problem the longest
// is rejected for a shorter one.
//
// Departures: 1. completions must also have the asked form and end by themselves; 2. pairs whose lengths hardly differ are
// dropped; 3. what is chosen is made of each right completion, and the shortest result is taken; 4. where short completions of a
// problem are often wrong, it makes no such pair, and if asked for one the other way: right and longer against wrong and short.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>A completion that was cut or left as it is, and one that is worse.</summary>
/// <param name="Source">The completion that the chosen text comes from.</param>
/// <param name="Chosen">The preferred text.</param>
/// <param name="ChosenTokens">Its tokens, the end-of-text token included.</param>
/// <param name="Rejected">The longest right completion; where <paramref name="IsAgainstWrong"/>, a short wrong one.</param>
/// <param name="IsAgainstWrong">Whether the chosen completion is preferred for being right and not for being short.</param>
sealed record ShorterPair(Rollout Source, string Chosen, int ChosenTokens, Rollout Rejected, bool IsAgainstWrong = false);

/// <summary>Makes pairs.</summary>
static class ShorterPairs
{
    // Up to so many times the length of the shortest right completion another one is about as short.
    const double AboutAsShort = 1.25;

    const string NoneRight = "none_right", Alike = "alike", RarelyRight = "rarely_right";

    /// <summary>The names of the reasons why a problem makes no pair, in the order in which they are asked.</summary>
    public static IReadOnlyList<string> Reasons { get; } = [NoneRight, Alike, RarelyRight];

    /// <summary>The pair of one problem, or why there is none.</summary>
    /// <param name="group">The problem's completions.</param>
    /// <param name="shorten">The preferred text of a right completion, and its tokens; null where it cannot be made.</param>
    /// <param name="options">The settings.</param>
    /// <param name="reason">One of <see cref="Reasons"/>; null where there is a pair.</param>
    public static ShorterPair? Of(IReadOnlyList<Rollout> group, Func<Rollout, (string Text, int Tokens)?> shorten, ShorterOptions options, out string? reason)
    {
        if (options.Chosen == ShorterChoice.RightToWrong)
            return ByRule(group, out reason);
        var right = group.Where(r => IsRight(r) || (!options.RequireRight && !string.IsNullOrWhiteSpace(r.Text))).OrderBy(Tokens).ToList();
        var pair = right.Count == 0 ? null : Rate(group, right) < options.LeastRightShare
            ? options.AgainstWrong ? AgainstWrong(group, right) : null
            : AgainstLongest(right, shorten, options.LeastSaving);
        reason = pair is not null ? null : right.Count == 0 ? NoneRight : Rate(group, right) < options.LeastRightShare ? RarelyRight : Alike;
        return pair;
    }

    static ShorterPair? ByRule(IReadOnlyList<Rollout> group, out string? reason)
    {
        Rollout[] ended = [.. group.Where(r => r.Completion.Finish == FinishReason.Stop && !string.IsNullOrWhiteSpace(r.Text))];
        var (right, wrong) = (Array.Find(ended, r => r.Accuracy is 1), Array.Find(ended, r => r.Accuracy is 0));
        reason = right is null ? NoneRight : wrong is null ? Alike : null;
        return reason is null ? new ShorterPair(right!, right!.Text, Tokens(right), wrong!, IsAgainstWrong: true) : null;
    }

    // What says nothing is not to be learned, however short it is.
    static ShorterPair? AgainstLongest(List<Rollout> right, Func<Rollout, (string Text, int Tokens)?> shorten, double leastSaving)
    {
        var longest = right[^1];
        var (source, made) = right.Select(r => (Source: r, Made: shorten(r))).Where(x => !string.IsNullOrWhiteSpace(x.Made?.Text))
            .DefaultIfEmpty().MinBy(x => x.Made?.Tokens);
        return made is { } text && text.Tokens <= (1 - leastSaving) * Tokens(longest) ? new ShorterPair(source, text.Text, text.Tokens, longest) : null;
    }

    // The shortest wrong completion, and the shortest of the right ones that took more trouble.
    static ShorterPair? AgainstWrong(IReadOnlyList<Rollout> group, List<Rollout> right)
    {
        var wrong = group.Where(r => r is { Accuracy: 0, Completion.Finish: FinishReason.Stop }).MinBy(Tokens);
        var better = wrong is null ? null : right.Find(r => Tokens(r) > AboutAsShort * Math.Max(Tokens(wrong), Tokens(right[0])));
        return better is null ? null : new ShorterPair(better, better.Text, Tokens(better), wrong!, IsAgainstWrong: true);
    }

    // The share of right ones among those that are about as short as the shortest of them.
    static double Rate(IReadOnlyList<Rollout> group, List<Rollout> right) =>
        group.Where(r => Tokens(r) <= AboutAsShort * Tokens(right[0])).Average(r => IsRight(r) ? 1.0 : 0);

    static bool IsRight(Rollout rollout) => rollout is { Accuracy: 1, Format: 1, Completion.Finish: FinishReason.Stop };

    static int Tokens(Rollout rollout) => rollout.Completion.Tokens.Length;
}
