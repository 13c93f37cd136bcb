// One part of the reward of a stage of reinforcement learning.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Judges;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.RewardModels;

namespace R1Sharp.App.Recipes;

/// <summary>One part of the reward. Where it has nothing but a name, the name alone may stand for it.</summary>
sealed record RewardRecipe : IChecked
{
    /// <summary>A built-in reward's name, or the user's own: a script (my.csx) or an assembly (my.dll, my.dll#Class).</summary>
    [Short] public required string Name { get; init; }

    /// <summary>What its score is multiplied with.</summary>
    [Range(-1000.0, 1000.0)] public double Weight { get; init; } = 1;

    /// <summary>The name under which its score is reported; null takes the reward's own.</summary>
    public string? Label { get; init; }

    /// <summary>Another reward of the list: a positive score counts only where that one's reaches gate_minimum; null has no gate.</summary>
    public string? Gate { get; init; }

    /// <summary>The least score that opens the gate.</summary>
    [Range(-1000.0, 1000.0)] public double GateMinimum { get; init; } = 1;

    /// <summary>Of the reward "learned": the stage before that trained its model.</summary>
    public string? Stage { get; init; }

    /// <summary>Of the reward "learned": several such stages instead, of whose models' scores the lowest counts.</summary>
    [DefaultValue(null), MinLength(2)] public IReadOnlyList<string>? Ensemble { get; init; }

    /// <summary>Of the reward "learned": the folder of a reward model that was trained elsewhere, instead.</summary>
    [DefaultValue(null), Content] public string? Folder { get; init; }

    /// <summary>The problems it is for; null takes all.</summary>
    public RewardRouteRecipe? When { get; init; }

    /// <summary>The step from which on it counts, 0-based; before, it is measured with weight 0. Null counts from the beginning.</summary>
    [Range(0, 10_000_000)] public int? FromStep { get; init; }

    /// <summary>The same as a share of the stage's steps: 0.75 counts in the last quarter. Where both are given, the later one.</summary>
    [Range(0.0, 0.999999)] public double? FromShare { get; init; }

    /// <summary>The reward's parameters: all other keys.</summary>
    [OpenKeys] public IReadOnlyDictionary<string, object?> Parameters { get; init; } = RewardParameters.None;

    /// <summary>The name under which its score is reported.</summary>
    internal string ReportedName => Label ?? (IsJudged ? null : ModelName) ?? Create().Name;

    /// <summary>Whether it is the score of trained models.</summary>
    internal bool IsLearned => Name == RewardSource.Learned;

    /// <summary>Whether it asks a judge where rules end, that of a stage where one is named.</summary>
    internal bool IsJudged => Name == JudgedReward.Description.Name;

    /// <summary>The stages whose models it asks.</summary>
    internal IReadOnlyList<string> Stages => Ensemble ?? (Stage is null ? [] : [Stage]);

    /// <summary>Whether problems of a family may be rewarded by it.</summary>
    internal bool MayBeFor(string family) => When is not { Column: "family" } route || route.Is.Contains(family);

    string? ModelName => Stage ?? (Ensemble is { } models ? string.Join('+', models) : Folder is null ? null : RewardSource.Learned);

    /// <summary>The reward.</summary>
    /// <exception cref="UserErrorException">There is no such reward, or it does not know a parameter that is given.</exception>
    /// <param name="host">What it may need of the program; null gives it nothing.</param>
    public IReward Create(RewardHost? host = null) => RewardSource.Create(Name, InRecipes(Name, Parameters), host);

    /// <summary>The reward as a part of a sum.</summary>
    /// <param name="host">What it may need of the program; null gives it nothing.</param>
    public WeightedReward Weighted(RewardHost? host = null) => Weighted(Create(host));

    /// <summary>The reward "learned", with the models that it names, as a part of a sum.</summary>
    public WeightedReward Weighted(IReadOnlyList<RewardModel> models)
    {
        IReward[] scores = [.. models.Select(model => model.Reward(Label ?? ModelName!, RewardSource.LearnedOptions(Parameters)))];
        return Weighted(scores is [var only] ? only : new LowestReward(Label ?? ModelName!, scores));
    }

    /// <summary>The reward "judged" with the judge of a stage, as a part of a sum.</summary>
    public WeightedReward Weighted(IVerdictJudge judge, RewardHost host)
    {
        var options = new JudgedOptions();
        RewardParameters.Fill(Name, options, Parameters);
        return Weighted(new JudgedReward(options, judge, host));
    }

    WeightedReward Weighted(IReward reward) => new(reward, Weight)
    {
        Label = Label,
        Gate = Gate,
        GateMinimum = GateMinimum,
        When = When is null ? null : new RewardRoute(When.Column, When.Is),
        FromStep = FromStep,
        FromShare = FromShare,
    };

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => (Stage is null ? 0 : 1) + (Ensemble is null ? 0 : 1) + (Folder is null ? 0 : 1) != (IsLearned ? 1 : 0)
        && !(IsJudged && Ensemble is null && Folder is null)
        ? $"the reward '{RewardSource.Learned}' and one of 'stage', 'ensemble' and 'folder' belong together: it is the score of the model that the stage "
            + "trained, or that lies in the folder."
        : WrongKey() is { } key && !Known().Contains(key)
        ? new SettingsMistake($"reward '{Name}' has no key '{key}'{NearestName.Hint(key, Known())}", key)
        : Failure(Parameters) is { } failure ? new SettingsMistake(failure, WrongKey()) : null;

    /// <summary>What is wrong with a list of rewards together, before any of their models is there; null where nothing is.</summary>
    /// <param name="rewards">The rewards.</param>
    /// <param name="key">The key that holds them.</param>
    public static SettingsMistake? MistakeOf(IReadOnlyList<RewardRecipe> rewards, string key) =>
        rewards.Count > 0
            && RewardSum.Mistake(
                [.. rewards.Select(r => r.IsLearned ? r.Weighted(new Untrained(r.ReportedName)) : r.Weighted())]) is { } mistake
            ? new(mistake, key) : null;

    // Stands for a reward model that an earlier stage will train.
    sealed class Untrained(string name) : IReward
    {
        public string Name => name;

        public RewardScore Score(RewardInput input) => throw new InvalidOperationException("The reward model is not trained yet.");
    }

    string? WrongKey() => Failure(Parameters) is null ? null
        : Parameters.Keys.FirstOrDefault(key => Failure(new Dictionary<string, object?> { [key] = Parameters[key] }) is not null);

    // The prompt template decides whether tags stand on lines of their own, so in a recipe the form does not ask for it.
    static IReadOnlyDictionary<string, object?> InRecipes(string name, IReadOnlyDictionary<string, object?> given) =>
        name != "format" || given.ContainsKey("newlines") ? given : new Dictionary<string, object?>(given) { ["newlines"] = false };

    string? Failure(IReadOnlyDictionary<string, object?> parameters)
    {
        try
        {
            RewardSource.Check(Name, parameters);
            return null;
        }
        catch (UserErrorException e)
        {
            return e.Message;
        }
    }

    // An unknown name is a mistake of its own and has no parameters.
    string[] Known()
    {
        try
        {
            return [.. RewardSource.Parameters(Name).Select(p => p.Name).Concat(SettingsShape.Of(typeof(RewardRecipe)).AllNames)];
        }
        catch (UserErrorException)
        {
            return [.. Parameters.Keys];
        }
    }
}

/// <summary>Which problems a reward is for.</summary>
sealed record RewardRouteRecipe
{
    /// <summary>A column of the data set, or family, language or level.</summary>
    public required string Column { get; init; }

    /// <summary>What must stand there: one of these texts.</summary>
    [MinLength(1)] public required IReadOnlyList<string> Is { get; init; }
}
