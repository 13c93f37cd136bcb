// Part marks for the tags of the strict form, each for itself.

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>A quarter for each of the four tags, with its line breaks, that occurs exactly once.</summary>
sealed class TagCountReward : IReward
{
    static readonly string[] s_tags = ["<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>"];

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<NoOptions>("tag_count", _ => new TagCountReward(),
        "0.25 for each of <think>⏎, ⏎</think>⏎, ⏎<answer>⏎ and ⏎</answer> that occurs exactly once", "0, 0.25, 0.5, 0.75 or 1",
        "Open-R1 rewards.py, tag_count_reward") with
    {
        Departures = "A think tag that the prompt has written counts.",
    };

    /// <inheritdoc/>
    public string Name => "tag_count";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string text = CompletionText.Whole(input);
        int right = s_tags.Count(tag => ThinkAnswerText.Count(text, tag) == 1);
        return new RewardScore(0.25 * right, $"{right} of 4 tags exactly once");
    }
}
