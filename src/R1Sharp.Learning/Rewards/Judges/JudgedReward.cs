// A rule where rules reach, a judge where they end, and "undecided" where neither can tell; who judged stands in the reason (DeepSeek-R1, section 2.3.3:
// rejection sampling asks DeepSeek-V3 with question, gold and answer where no rule decides).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Reading;
using R1Sharp.Learning.Rewards.Rubrics;

namespace R1Sharp.Learning.Rewards.Judges;

/// <summary>Who judges where rules end.</summary>
sealed record JudgedOptions
{
    /// <summary>The address.</summary>
    [Description("address of an OpenAI-compatible service that is asked where no rule decides; empty asks none")]
    public string Url { get; init; } = "";

    /// <summary>The model's name there.</summary>
    [Description("the model's name there")]
    public string Model { get; init; } = "";

    /// <summary>What is asked.</summary>
    [Description("the message, with the places {question}, {gold} and {answer}; the reply ends with yes or no")]
    public string Instruction { get; init; } =
        "Question:\n{question}\n\nReference answer:\n{gold}\n\nAnswer to judge:\n{answer}\n\nDoes the answer say the same as the reference answer? Give your "
            + "reason in a sentence, and end your reply with the word yes or no.";

    /// <summary>The column that marks free text.</summary>
    [Description("column of problems whose answers are free text (any value but false): there a rule can say that an answer is right, and not that it "
        + "is wrong")]
    public string FreeTextColumn { get; init; } = "free_text";

    /// <summary>The variable that holds the key.</summary>
    [Description("variable of the environment that holds the key")]
    public string KeyVariable { get; init; } = "OPENAI_API_KEY";

    /// <summary>Seconds to wait.</summary>
    [Range(0.1, 3600.0), Description("seconds to wait for a reply")]
    public double TimeoutSeconds { get; init; } = 60;
}

/// <summary>1 or 0 as a rule or else a judge says; null where both are undecided.</summary>
sealed class JudgedReward : IReward
{
    readonly JudgedOptions _options;
    readonly IVerdictJudge? _judge;
    readonly AccuracyReward _rule;

    /// <param name="options">What is free text, and what a service is asked.</param>
    /// <param name="judge">Who is asked; null asks the service of the options, or nobody.</param>
    /// <param name="host">How a service is reached, and where programs run.</param>
    /// <exception cref="UserErrorException">The address is none, or the model is missing.</exception>
    public JudgedReward(JudgedOptions options, IVerdictJudge? judge = null, RewardHost? host = null)
    {
        (_options, _rule) = (options, new AccuracyReward(new(), host));
        _judge = judge ?? (options.Url.Length == 0 ? null : Behind(options, host ?? RewardHost.None));
    }

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<JudgedOptions>("judged", (options, host) =>
        new JudgedReward(options, null, host),
        "1 or 0 as the rule of accuracy says, else as a judge says, else null: undecided", "0 or 1", "DeepSeek-R1, section 2.3.3") with
    {
        Kind = RewardKind.Grader,
        Departures = "The judge is a stage of the run (stage:), any OpenAI-compatible service (url, model), or nobody. A rubric is no rule here: it "
            + "is the truth "
            + "that the judge is measured by.",
    };

    /// <inheritdoc/>
    public string Name => "judged";

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => !IsFree(problem) && _rule.HasVotes(problem);

    /// <inheritdoc/>
    public bool IsSameAnswer(Problem problem, string one, string other, ref long work) => _rule.IsSameAnswer(problem, one, other, ref work);

    /// <summary>The group's scores; questions to a service wait side by side, each on a thread of its own.</summary>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group)
    {
        if (_judge is not EndpointJudge)
            return [.. group.Select(Score)];
        Task<RewardScore>[] asked =
            [.. group.Select(input => Task.Factory.StartNew(() => Score(input), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
        return [.. asked.Select(score => score.GetAwaiter().GetResult())];
    }

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (AnswerFinder.Find(input, AnswerPlaces.Said | AnswerPlaces.Conclusion, out string missing) is not { Text: var answer })
            return Decided(false, $"rule: {missing}", null);
        if (ByRule(input, answer) is { } score)
            return score;
        if (_judge is null)
            return Undecided("no judge is named", answer);
        var verdict = _judge.Judge(new(input.Problem.Question, input.Problem.Answer, answer));
        return verdict.IsRight is { } right ? Decided(right, $"judge {_judge.Name}: {verdict.Reason}", answer)
            : Undecided($"judge {_judge.Name} said neither yes nor no: {verdict.Reason}", answer);
    }

    // A text that is the gold answer is right; one that is not may say the same in other words.
    RewardScore? ByRule(RewardInput input, string answer)
    {
        if (IsFree(input.Problem))
            return Plain(answer) == Plain(input.Problem.Answer) ? Decided(true, "rule: the gold answer word for word", answer) : null;
        var score = _rule.Score(input);
        return score.Value is not { } value || score.Reason.StartsWith("undecided", StringComparison.Ordinal) ? null
            : Decided(value >= 1, $"rule: {score.Reason}", score.Answer);
    }

    bool IsFree(Problem problem) => problem.Columns.ContainsKey(Rubric.Column)
        || (problem.Columns.TryGetValue(_options.FreeTextColumn, out string? free) && free != "false");

    static RewardScore Decided(bool isRight, string reason, string? answer) => new(isRight ? 1 : 0, reason, answer) { Accuracy = isRight ? 1 : 0 };

    // It adds nothing to a reward, and counts as wrong where it is measured.
    static RewardScore Undecided(string why, string? answer) => new(null, $"undecided: {why}", answer) { Accuracy = 0 };

    static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', '。').ToLowerInvariant();

    static EndpointJudge Behind(JudgedOptions options, RewardHost host)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || options.Model.Length == 0)
            throw new UserErrorException("Reward 'judged' needs beside url, an address such as http://localhost:8000/v1, also model, the name of the "
                + "model there.");
        return new(options.Model, host.Chats(new()
        {
            Url = url,
            Model = options.Model,
            KeyVariable = options.KeyVariable,
            TimeoutSeconds = options.TimeoutSeconds
        }),
            options.Instruction);
    }
}
