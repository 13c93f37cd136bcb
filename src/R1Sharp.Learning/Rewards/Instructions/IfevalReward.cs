// Whether a response follows instructions that a program can check (IFEval).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>Which instructions, and how strictly.</summary>
sealed record IfevalOptions
{
    /// <summary>One instruction.</summary>
    [Description("one of IFEval's 25 ids, e.g. punctuation:no_comma; not given: instruction_id_list, or the columns of the data set")]
    public string? InstructionId { get; init; }

    /// <summary>Several instructions.</summary>
    [Description("several ids; kwargs is then a list of as many maps")]
    public IReadOnlyList<string>? InstructionIdList { get; init; }

    /// <summary>Arguments.</summary>
    [Description("the instruction's arguments, as in IFEval's data; null values are not given")]
    public object? Kwargs { get; init; }

    /// <summary>Strict or loose.</summary>
    [Description("strict: the response as it is; loose: one of eight variants without asterisks, first line, last line"), AllowedValues("strict", "loose")]
    public string Mode { get; init; } = "strict";

    /// <summary>How several instructions become one score.</summary>
    [Description("share: the share of instructions followed, as in TRL; all: 1 only where all are followed (IFEval's prompt level)"),
        AllowedValues("share", "all")]
    public string Aggregate { get; init; } = "share";
}

/// <summary>The share of instructions that the response, without its thoughts, follows.</summary>
sealed class IfevalReward : IReward
{
    /// <summary>The column of a data set with the list of ids.</summary>
    public const string IdsColumn = "instruction_id_list";

    /// <summary>Whether a problem asks for instructions to be followed and has no gold answer.</summary>
    public static bool IsInstruction(Problem problem) => problem.Answer.Length == 0 && problem.Columns.ContainsKey(IdsColumn);

    const string KwargsColumn = "kwargs";

    readonly IfevalOptions _options;
    readonly IReadOnlyList<Check>? _given;

    sealed record Check(string Id, Predicate<string> Test);

    /// <param name="options">Which instructions, and how strictly.</param>
    /// <exception cref="UserErrorException">An instruction or an argument is wrong.</exception>
    public IfevalReward(IfevalOptions options)
    {
        if (options.InstructionId is not null && options.InstructionIdList is not null)
            throw new UserErrorException("Reward 'ifeval': instruction_id and instruction_id_list are given; give one of them.");
        _options = options;
        _given = options.InstructionId is { } one ? [Test(one, options.Kwargs)]
            : options.InstructionIdList is { } several ? Tests(several, options.Kwargs)
            : options.Kwargs is null ? null : throw new UserErrorException("Reward 'ifeval': kwargs are given, but no instruction_id.");
    }

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<IfevalOptions>("ifeval", options => new IfevalReward(options),
        "instructions followed / instructions; null where there are none", "0 to 1", "Zhou et al., 2023, instruction_following_eval; TRL ifeval_reward") with
    {
        Departures = "Thoughts are not looked at. Missing arguments are errors, where IFEval takes random ones. Languages are found by common words and "
            + "letters instead of langdetect, "
            + "sentences by Punkt's algorithm with short word lists instead of its trained ones.",
    };

    /// <inheritdoc/>
    public string Name => "ifeval";

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => false;

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        var checks = _given ?? FromColumns(input.Problem);
        if (checks.Count == 0)
            return new RewardScore(null, "no instructions");
        if (CompletionText.AfterThoughts(input) is not { } response)
            return new RewardScore(0, "thinking never ends");
        bool hasThoughts = response.Length < input.Completion.Length;
        string text = hasThoughts ? response.TrimStart() : response;
        string[] missed = [.. checks.Where(check => !Follows(check, text)).Select(check => check.Id)];
        double share = (double)(checks.Count - missed.Length) / checks.Count;
        double value = _options.Aggregate == "share" ? share : missed.Length == 0 ? 1 : 0;
        return new RewardScore(value, missed.Length == 0 ? "all followed" : $"not followed: {string.Join(", ", missed)}");
    }

    bool Follows(Check check, string text) => _options.Mode == "loose" ? Instruction.FollowsLoosely(check.Test, text)
        : Instruction.FollowsStrictly(check.Test, text);

    static IReadOnlyList<Check> FromColumns(Problem problem)
    {
        if (problem.Column(IdsColumn) is not { } ids)
            return [];
        var list = JsonValues.Plain(JsonElement.Parse(ids)) as IReadOnlyList<object?>
            ?? throw new UserErrorException($"{problem.Id}: the column {IdsColumn} is not a list.");
        return Tests([.. list.Select(id => id as string ?? "")], problem.Column(KwargsColumn) is { } kwargs ? JsonValues.Plain(JsonElement.Parse(kwargs))
            : null);
    }

    static IReadOnlyList<Check> Tests(IReadOnlyList<string> ids, object? kwargs)
    {
        var maps = kwargs as IReadOnlyList<object?>
            ?? (kwargs is null ? new object?[ids.Count]
            : throw new UserErrorException("Reward 'ifeval': kwargs must be a list of maps, one for each instruction."));
        return maps.Count == ids.Count ? [.. ids.Select((id, i) => Test(id, maps[i]))]
            : throw new UserErrorException($"Reward 'ifeval': there are {ids.Count} instructions but {maps.Count} kwargs.");
    }

    static Check Test(string id, object? kwargs) => new(id, Instruction.Test(id, kwargs switch
    {
        null => RewardParameters.None,
        IReadOnlyDictionary<string, object?> map => map,
        _ => throw new UserErrorException("Reward 'ifeval': kwargs must be a map of the instruction's arguments."),
    }));
}
