// The options of a tree search as decoding: what an edge is, where values come from, the budget.

using System.CommandLine;
using System.CommandLine.Parsing;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;
using R1Sharp.Learning.Training.Selection.Trees;

namespace R1Sharp.App.Commands;

/// <summary>Options about trees.</summary>
sealed class TreeOptionsGroup
{
    readonly Option<string?> _unit;
    readonly Option<string?> _values = new("--values")
    {
        Description = "The folder of a reward model of steps (a stage reward_model with scope results or steps) that says what a beginning is worth.",
        HelpName = "folder",
    };
    readonly NumberOption<int?> _continuations = Number<int?>("--continuations", nameof(TreeSearchOptions.Continuations),
        "Without --values: continuations to the end from each leaf; it is worth what share of them agree in their answers. Otherwise 4.");
    readonly NumberOption<int> _budget = Number<int>("--budget", nameof(TreeSearchOptions.BudgetTokens),
        "Tokens that may be sampled of each problem.", new TreeSearchOptions().BudgetTokens);
    readonly NumberOption<int> _children = Number<int>("--children", nameof(TreeSearchOptions.Children),
        "Children of a node: continuations sampled, or most probable tokens.", new TreeSearchOptions().Children);
    readonly NumberOption<double> _exploration = Number<double>("--exploration", nameof(TreeSearchOptions.Exploration),
        "c of PUCT: what the policy's prior weighs beside the values.", new TreeSearchOptions().Exploration);
    readonly Option<string> _choose = new("--choose")
    {
        Description = "How one of the completions found is chosen: votes, best (by value), or weighted-votes (by values).",
        DefaultValueFactory = _ => SettingsText.Write(SearchChoice.WeightedVotes),
    };

    // Where a value is not given; a search has one source of values.
    const int UsualContinuations = 4;

    /// <param name="unit">The option that says what an edge is.</param>
    /// <param name="description">What it says of itself.</param>
    public TreeOptionsGroup(string unit, string description) => _unit = new(unit) { Description = description, HelpName = "unit" };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_unit, _values, _continuations, _budget, _children, _exploration, _choose])
            command.Options.Add(option);
        _unit.AcceptOnlyFromAmong(SettingsText.ChoicesOf(typeof(TreeUnit)));
        _choose.AcceptOnlyFromAmong(SettingsText.ChoicesOf(typeof(SearchChoice)));
        command.Validators.Add(result =>
        {
            if (result.GetValue(_values) is not null && result.GetValue(_continuations) is not null)
                result.AddError("--values and --continuations both say what a leaf is worth: give one of them");
        });
    }

    /// <summary>Whether an edge's unit is named.</summary>
    public bool IsGiven(CommandResult result) => result.GetResult(_unit) is { Implicit: false };

    /// <summary>The options that are given though nothing is searched.</summary>
    public IEnumerable<string> GivenBeside(CommandResult result) => IsGiven(result) ? []
        : ((Option[])[_values, _continuations, _budget, _children, _exploration, _choose]).Where(o => result.GetResult(o) is { Implicit: false })
            .Select(o => o.Name);

    /// <summary>The folder of the reward model that says values; null where continuations do.</summary>
    public string? Values(ParseResult parsed) => parsed.GetValue(_values);

    /// <summary>The settings of the search.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="sampling">How the policy samples.</param>
    public TreeSearchOptions Read(ParseResult parsed, SamplingOptions sampling) => new()
    {
        Unit = Choice<TreeUnit>(parsed.GetValue(_unit) ?? SettingsText.Write(TreeUnit.Lines)),
        Choose = Choice<SearchChoice>(parsed.GetRequiredValue(_choose)),
        BudgetTokens = parsed.GetValue(_budget),
        Children = parsed.GetValue(_children),
        Exploration = parsed.GetValue(_exploration),
        Continuations = Values(parsed) is not null ? 0 : Math.Max(1, parsed.GetValue(_continuations) ?? UsualContinuations),
        Temperature = sampling.Temperature,
        TopP = sampling.TopP,
        TopK = sampling.TopK,
        MinP = sampling.MinP > 0 ? sampling.MinP : null,
        RepetitionPenalty = sampling.RepetitionPenalty != 1 ? sampling.RepetitionPenalty : null,
        Stop = sampling.StopStrings is { Count: > 0 } stops ? stops : null,
        MaxCompletionTokens = sampling.MaxCompletionTokens,
    };

    static T Choice<T>(string text) where T : struct, Enum => Enum.GetValues<T>().First(value => SettingsText.Write(value) == text);

    static NumberOption<T> Number<T>(string name, string key, string description, object? usual = null)
    {
        var option = new NumberOption<T>(name, SettingsShape.KeyOf<TreeSearchOptions>(key)) { Description = description };
        if (usual is not null)
            option.DefaultValueFactory = _ => (T)usual;
        return option;
    }
}
