// A model as judge, where no rule can tell how good an answer is (DeepSeek-R1, rejection sampling: DeepSeek-V3 as judge).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Judges;

/// <summary>Who judges, and what is asked.</summary>
sealed record JudgeOptions
{
    /// <summary>The address.</summary>
    [Description("address of an OpenAI-compatible service, e.g. http://localhost:8000/v1")]
    public string Url { get; init; } = "";

    /// <summary>The model's name there.</summary>
    [Description("the model's name there")]
    public string Model { get; init; } = "";

    /// <summary>What is asked.</summary>
    [Description("the message, with the places {question}, {answer}, {gold} and {completion}; the last number of the reply is the mark")]
    public string Instruction { get; init; } =
        "Question:\n{question}\n\nReference answer:\n{gold}\n\nAnswer to judge:\n{answer}\n\nHow good is the answer, from 0 (wrong or useless) to 10 (right "
            + "and complete)? End your reply with that number.";

    /// <summary>The best mark.</summary>
    [Range(1.0, 1e6), Description("the mark that counts as 1")]
    public double BestMark { get; init; } = 10;

    /// <summary>How often each completion is judged.</summary>
    [Range(1, 100), Description("how often each completion is judged; the score is the mean")]
    public int Times { get; init; } = 1;

    /// <summary>The variable that holds the key.</summary>
    [Description("variable of the environment that holds the key")]
    public string KeyVariable { get; init; } = "OPENAI_API_KEY";

    /// <summary>Seconds to wait.</summary>
    [Range(0.1, 3600.0), Description("seconds to wait for a reply")]
    public double TimeoutSeconds { get; init; } = 60;
}

/// <summary>
/// The mean mark that a judge gives, between 0 and 1; not applicable where a reply holds no number. A judge is no function of
/// its input: what it said stands in the reason, and a run that uses one is repeatable only as far as its judge is.
/// </summary>
sealed partial class JudgeReward : IReward
{
    readonly JudgeOptions _options;
    readonly IChatEndpoint _endpoint;

    /// <param name="options">Who judges, and what is asked.</param>
    /// <param name="open">How the judge is reached.</param>
    /// <exception cref="UserErrorException">The address or the model is missing.</exception>
    public JudgeReward(JudgeOptions options, Func<ChatEndpointOptions, IChatEndpoint> open)
    {
        _options = options;
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || options.Model.Length == 0)
            throw new UserErrorException("Reward 'judge' needs url, an address such as http://localhost:8000/v1, and model, the name of the model there.");
        _endpoint = open(new() { Url = url, Model = options.Model, KeyVariable = options.KeyVariable, TimeoutSeconds = options.TimeoutSeconds });
    }

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<JudgeOptions>("judge", (options, host) => new JudgeReward(options, host.Chats),
        "mean mark of a language model behind a URL, over the best mark; null where a reply holds no number", "0 to 1",
        "DeepSeek-R1, section 2.3.3 (a model as judge)") with
    {
        Needs = ["url", "model"],
        Departures = "Any OpenAI-compatible service; the thoughts are not shown to the judge unless the instruction has {completion}.",
    };

    /// <inheritdoc/>
    public string Name => "judge";

    /// <summary>
    /// The group's scores, asked for all at once. Each question waits on a thread of its own: waiting on the pool's threads would
    /// keep them from the connection and the time limit that the same question needs.
    /// </summary>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group)
    {
        Task<RewardScore>[] asked =
            [.. group.Select(input => Task.Factory.StartNew(() => Score(input), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        return [.. asked.Select(score => score.GetAwaiter().GetResult())];
    }

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => false;

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string message = Message(input);
        double sum = 0;
        string reply = "";
        for (int time = 0; time < _options.Times; time++)
        {
            reply = _endpoint.Ask(message);
            if (Mark(reply) is not { } mark)
                return new RewardScore(null, $"the judge's reply holds no number: {Short(reply)}");
            sum += Math.Clamp(mark / _options.BestMark, 0, 1);
        }
        return new RewardScore(sum / _options.Times, $"the judge said: {Short(reply)}");
    }

    string Message(RewardInput input)
    {
        var parts = ThinkAnswerText.Split(input.Prompt, input.Completion);
        return Place().Replace(_options.Instruction, place => place.Value switch
        {
            "{question}" => input.Problem.Question,
            "{gold}" => input.Problem.Answer,
            "{completion}" => input.Completion,
            _ => parts.Answer(out _) ?? parts.Rest ?? "",
        });
    }

    static double? Mark(string reply) =>
        Number().Matches(reply).LastOrDefault() is { } last
            && double.TryParse(last.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double mark) ? mark : null;

    static string Short(string reply) => reply.Length <= 80 ? reply.Trim() : "…" + reply[^80..].Trim();

    [GeneratedRegex(@"\{(question|answer|gold|completion)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
