// One question to a judge for each answer: is it correct (A), incorrect (B), or not attempted (C)?

using System.Text.RegularExpressions;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>1 where the judge calls the answer correct, else 0; a reply without a grade is no judgement.</summary>
/// <param name="instruction">What is asked, with {question}, {gold} and {answer}.</param>
/// <param name="judge">Whom.</param>
sealed partial class JudgedGrader(string instruction, IChatEndpoint judge) : IReward
{
    /// <summary>The grades in words.</summary>
    public const string Correct = "correct", Incorrect = "incorrect", NotAttempted = "not attempted";

    /// <inheritdoc/>
    public string Name => "judged";

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => false;

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group) => JudgeThreads.Each(group, Score);

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (CompletionText.AfterThoughts(input) is not { } answer)
            return new RewardScore(0, NotAttempted);
        string reply = judge.Ask(new LineTemplate(instruction).Fill(place => place switch
        {
            "question" => input.Problem.Question,
            "gold" => input.Problem.Answer,
            _ => answer.Trim(),
        }));
        // As the source reads it: the first.
        return Grade().Match(reply).Value switch
        {
            "A" => new RewardScore(1, Correct),
            "B" => new RewardScore(0, Incorrect),
            "C" => new RewardScore(0, NotAttempted),
            _ => new RewardScore(null, "the judge's reply holds no grade"),
        };
    }

    [GeneratedRegex(@"(?<![A-Za-z'])[ABC](?![A-Za-z'])")] private static partial Regex Grade();
}
