// A grader for answers that are right only letter by letter.

using System.ComponentModel;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>What does not matter.</summary>
sealed record ExactMatchOptions
{
    /// <summary>Capital letters.</summary>
    [Description("whether capital and small letters are the same")]
    public bool IgnoreCase { get; init; }

    /// <summary>Spaces.</summary>
    [Description("whether any run of white space is one space")]
    public bool IgnoreSpaces { get; init; } = true;
}

/// <summary>1 where the answer is the gold answer letter by letter, else 0.</summary>
/// <param name="options">What does not matter.</param>
sealed partial class ExactMatchReward(ExactMatchOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<ExactMatchOptions>("exact_match", options => new ExactMatchReward(options),
        "1 if the answer is the gold answer letter by letter, white space around it aside, else 0", "0 or 1", "own") with
    {
        Kind = RewardKind.Grader,
        Departures = "The answer is in answer tags, boxed, behind \"the answer is\", or the only short line. Equal, never contained: an empty answer is no "
            + "part of the truth.",
    };

    /// <inheritdoc/>
    public string Name => "exact_match";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string gold = Plain(input.Problem.Answer);
        if (gold.Length == 0)
            return new RewardScore(null, "no gold answer");
        if (AnswerFinder.Find(input, AnswerPlaces.Any, out string reason) is not { Text: var answer })
            return new RewardScore(0, reason);
        bool right = Plain(answer) == gold;
        return new RewardScore(right ? 1 : 0, right ? "right" : "other text", Plain(answer));
    }

    string Plain(string text)
    {
        string plain = options.IgnoreSpaces ? Spaces().Replace(text, " ").Trim() : text.Trim();
        return options.IgnoreCase ? plain.ToLowerInvariant() : plain;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
