// A task for TablePolicy: after the question comes one letter and the end; one of the letters is right.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Tests.Training;

/// <summary>Questions "a:" to "d:" whose right answer is the letter B, C, D or A; the policy sees the colon alone, so B is the best reply where only "a:" is asked.</summary>
static class LetterGame
{
    public const string Letters = "ABCD";

    public static Problem Question(char letter, string family = "letters") =>
        new() { Id = $"{letter}", Question = $"{letter}:", Answer = Letters[(letter - 'a' + 1) % 4].ToString(), Family = family };

    /// <summary>The questions of some letters, asked in the order that the seed gives.</summary>
    public static IProblemSource Problems(string letters, ulong seed = 1) => new ShuffledProblems([.. letters.Select(c => Question(c))], seed);

    /// <summary>One reward alone; null takes that of right answers.</summary>
    public static RewardSum Reward(IReward? reward = null) => new([new(reward ?? new Exact(), 1)]);

    /// <summary>A policy that answers with any of the four letters and then mostly ends.</summary>
    public static TablePolicy Policy(Tokenizer tokenizer)
    {
        int end = tokenizer.EndOfTextId;
        var policy = new TablePolicy(tokenizer.VocabularySize);
        int[] letters = [.. Letters.Select(c => tokenizer.Encode(c.ToString())[0])];
        foreach (int last in (int[])[.. letters, tokenizer.Encode(":")[0]])
            for (int next = 0; next < tokenizer.VocabularySize; next++)
                policy.Logit(last, next) = letters.Contains(next) == letters.Contains(last) && next != end || next == end != letters.Contains(last) ? -30 : 0;
        return policy;
    }

    /// <summary>1 where the completion is the answer.</summary>
    public sealed class Exact : IReward
    {
        public string Name => "accuracy";

        public RewardScore Score(RewardInput input) => new(input.Completion == input.Problem.Answer ? 1 : 0, "", input.Completion);
    }
}
