// A reward as it is listed: its name, formula and source beside the parameters and the way to make it.

namespace R1Sharp.Learning.Rewards;

/// <summary>What a reward's scores mean for checks of the reward itself.</summary>
enum RewardKind
{
    /// <summary>Compares an answer with the gold answer: the truth gets 1, a wrong answer 0.</summary>
    Grader,

    /// <summary>Looks at form, length, language or instructions.</summary>
    Style,
}

/// <summary>One entry of the catalog.</summary>
sealed record RewardDescription
{
    /// <summary>As named in recipes and commands.</summary>
    public required string Name { get; init; }

    /// <summary>What the score says.</summary>
    public required string Formula { get; init; }

    /// <summary>The lowest and highest score in words, e.g. "0 or 1".</summary>
    public required string Scores { get; init; }

    /// <summary>Paper or program that defines it.</summary>
    public required string Source { get; init; }

    /// <summary>Where it departs from its source, and why; empty where it does not.</summary>
    public string Departures { get; init; } = "";

    /// <summary>Whether it compares with a gold answer.</summary>
    public RewardKind Kind { get; init; } = RewardKind.Style;

    /// <summary>What it can be told.</summary>
    public required IReadOnlyList<RewardParameter> Parameters { get; init; }

    /// <summary>Parameters that have no default that works, and must be given.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Makes the reward from parameters by name, for a host.</summary>
    public required Func<IReadOnlyDictionary<string, object?>, RewardHost, IReward> Make { get; init; }

    /// <summary>An entry whose parameters are the properties of an options record.</summary>
    public static RewardDescription Of<TOptions>(string name, Func<TOptions, IReward> make, string formula, string scores, string source)
        where TOptions : class, new() => Of<TOptions>(name, (options, _) => make(options), formula, scores, source);

    /// <summary>The same of a reward that needs its host.</summary>
    public static RewardDescription Of<TOptions>(string name, Func<TOptions, RewardHost, IReward> make, string formula, string scores, string source)
        where TOptions : class, new() => new()
        {
            Name = name,
            Formula = formula,
            Scores = scores,
            Source = source,
            Parameters = RewardParameter.Of(new TOptions()),
            Make = (given, host) =>
            {
                var options = new TOptions();
                RewardParameters.Fill(name, options, given);
                return make(options, host);
            },
        };
}

/// <summary>The options of a reward that has none.</summary>
sealed record NoOptions;
