// Pairs that teach to think less (Chen et al., arXiv 2412.21187, section 3.2): of the right completions of a problem the longest
// is rejected for a shorter one.
//
// Departures: 1. completions must also have the asked form and end by themselves; 2. pairs whose lengths hardly differ are
// dropped; 3. what is chosen is made of each right completion, and the shortest result is taken.

using R1Sharp.Learning.Generation;

namespace R1Sharp.Learning.Training;

/// <summary>A completion that was cut or left as it is, and one that is worse for its length.</summary>
/// <param name="Source">The completion that the chosen text comes from.</param>
/// <param name="Chosen">The preferred text.</param>
/// <param name="ChosenTokens">Its tokens, the end-of-text token included.</param>
/// <param name="Rejected">The longest right completion.</param>
public sealed record ShorterPair(Rollout Source, string Chosen, int ChosenTokens, Rollout Rejected);

/// <summary>Makes pairs.</summary>
public static class ShorterPairs
{
    /// <summary>The names of the reasons why a problem makes no pair, in the order in which they are asked.</summary>
    public static IReadOnlyList<string> Reasons { get; } = [NoneRight, RarelyRight, AllAlike];

    const string NoneRight = "none_right", RarelyRight = "rarely_right", AllAlike = "all_alike";

    /// <summary>The pair of one problem, or why there is none.</summary>
    /// <param name="group">The problem's completions.</param>
    /// <param name="shorten">The tokens of a right completion's preferred text and that text; null where it cannot be made.</param>
    /// <param name="options">The settings.</param>
    /// <param name="reason">One of <see cref="Reasons"/>; null where there is a pair.</param>
    public static ShorterPair? Of(IReadOnlyList<Rollout> group, Func<Rollout, (string Text, int Tokens)?> shorten, ShorterOptions options, out string? reason)
    {
        var right = group.Where(IsRight).ToList();
        reason = right.Count == 0 ? NoneRight : right.Count < options.LeastRightShare * group.Count ? RarelyRight : AllAlike;
        if (reason != AllAlike)
            return null;
        var longest = right.MaxBy(r => r.Completion.Tokens.Length)!;
        var shortest = right.Select(r => (Source: r, Made: shorten(r))).Where(x => x.Made is not null).MinBy(x => x.Made!.Value.Tokens);
        if (shortest.Made is not { } made || made.Tokens > (1 - options.LeastSaving) * longest.Completion.Tokens.Length)
            return null;
        reason = null;
        return new ShorterPair(shortest.Source, made.Text, made.Tokens, longest);
    }

    static bool IsRight(Rollout rollout) => rollout is { Accuracy: 1, Format: 1, Completion.Finish: FinishReason.Stop };
}
