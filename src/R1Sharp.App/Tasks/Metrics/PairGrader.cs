// A judge is shown the model's answer beside another one's, once in an order that the seed decides, or in both orders.

using System.Globalization;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Numerics;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>The credit of a completion over its games; its verdicts stand in the answer, its accuracy is whether it is preferred.</summary>
/// <param name="instruction">What is asked, with {question}, {first} and {second}.</param>
/// <param name="pairs">How many games, and what a clear one weighs.</param>
/// <param name="judge">Whom.</param>
/// <param name="seed">Decides the order where there is one game.</param>
sealed class PairGrader(string instruction, TaskPairs pairs, IChatEndpoint judge, ulong seed) : IReward
{
    /// <inheritdoc/>
    public string Name => "preferred";

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => false;

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group) => JudgeThreads.Each(group, Score);

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (CompletionText.AfterThoughts(input) is not { } answer)
            return new RewardScore(0, "thinking never ends", Kept([.. Orders(input.Problem).Select(_ => new Verdict(-2))])) { Accuracy = 0 };
        var verdicts = JudgeThreads.Each(Orders(input.Problem), isModelFirst => Verdict.Read(judge.Ask(Message(input.Problem, answer.Trim(), isModelFirst)),
            isModelFirst));
        if (verdicts.Any(verdict => verdict is null))
            return new RewardScore(null, "the judge's reply holds no verdict");
        Verdict[] known = [.. verdicts.Select(verdict => verdict!.Value)];
        double credit = known.Sum(v => v.Credit * v.Weight(pairs.StrongWeight)) / known.Sum(v => v.Weight(pairs.StrongWeight));
        return new RewardScore(credit, string.Create(CultureInfo.InvariantCulture, $"credit {credit:0.##}"), Kept(known)) { Accuracy = credit > 0.5 ? 1 : 0 };
    }

    /// <summary>The verdicts of a score's answer.</summary>
    public static IReadOnlyList<Verdict> Verdicts(string? kept) => kept is null ? [] : [.. kept.Split(' ').Select(Verdict.Parse)];

    static string Kept(IReadOnlyList<Verdict> verdicts) => string.Join(' ', verdicts);

    bool[] Orders(Problem problem) => pairs.Games == 2 ? [true, false] : [new RandomStream(seed, RandomPurpose.Evaluation, Key(problem.Id), 2).NextBool(0.5)];

    static long Key(string id) => (long)id.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);

    string Message(Problem problem, string answer, bool isModelFirst) => new LineTemplate(instruction).Fill(place => place switch
    {
        "question" => problem.Question,
        "first" => isModelFirst ? answer : problem.Answer,
        _ => isModelFirst ? problem.Answer : answer,
    });
}
