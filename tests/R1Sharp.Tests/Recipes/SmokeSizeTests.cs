using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Settings;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>A recipe in smoke size has every stage in a size that is over in seconds, of whatever kind.</summary>
public sealed partial class SmokeSizeTests
{
    static readonly MethodInfo s_copy = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;
    static readonly string[] s_families = ["R1Sharp.App.Stages", "R1Sharp.App.Corpus", "R1Sharp.Learning.Training", "R1Sharp.Learning.Corpus", "R1Sharp.Learning.Miniature.Web"];

    public static TheoryData<string> Kinds => [.. StageKinds.All.Select(kind => kind.Key)];

    // What takes hours where it is large, whichever record has it.
    [GeneratedRegex("^(steps|count|rounds|pages|prompts_per_step|group_size|sample_count|samples_per_prompt|solver_samples|max_completion_tokens|epochs|tokens_per_step|batch_size)$")]
    private static partial Regex Size();

    [GeneratedRegex(@"^[ -]*(\w+): (\d+)$", RegexOptions.Multiline)]
    private static partial Regex WholeNumber();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_stage_has_a_smoke_size(string key)
    {
        var kind = StageKinds.Find(key)!;
        var stage = new StageRecipe { Settings = Large(Activator.CreateInstance(kind.SettingsType)!) };
        var smoke = SmokeSize.Of(new Recipe { Name = "x", Stages = [stage] }).Stages.Single();
        Assert.Same(kind, smoke.Kind);
        Assert.NotEmpty(LargeSizes(stage.Settings));
        Assert.Empty(LargeSizes(smoke.Settings));
    }

    // "group_size: 4096": what is still large in a record's text.
    static IEnumerable<string> LargeSizes(object settings) => WholeNumber().Matches(RecipeWriter.Write(settings))
        .Where(m => Size().IsMatch(m.Groups[1].Value) && long.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) > (m.Groups[1].Value == "tokens_per_step" ? 2048 : 100))
        .Select(m => m.Value.Trim());

    // The record with every size as large as it may be, and every part that it can have; whether they contradict each other is not asked.
    static object Large(object settings)
    {
        object record = s_copy.Invoke(settings, null)!;
        foreach (var property in record.GetType().GetProperties().Where(p => p.CanWrite))
            if (LargeValue(property, property.GetValue(record)) is { } value)
                property.SetValue(record, value);
        return record;
    }

    static object? LargeValue(PropertyInfo property, object? value)
    {
        if (property.PropertyType == typeof(IReadOnlyList<ProblemSource>))
            return new ProblemSource[] { new() { Miniature = (MiniatureProblems)Large(Activator.CreateInstance<MiniatureProblems>()) } };
        if (property.PropertyType == typeof(IReadOnlyList<PairSource>))
            return new PairSource[] { new() { Judged = (MiniatureJudgements)Large(new MiniatureJudgements()) } };
        if ((Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(int))
            return IsSize(property) ? property.GetCustomAttribute<RangeAttribute>()!.Maximum : null;
        var type = property.PropertyType;
        bool isPart = type.IsClass && type.GetConstructor([]) is not null && s_families.Any(family => type.Namespace!.StartsWith(family, StringComparison.Ordinal));
        return isPart ? Large(value ?? Activator.CreateInstance(type)!) : null;
    }

    // Epochs count only where steps are not given.
    static bool IsSize(PropertyInfo property) => Size().IsMatch(SettingsText.SnakeCase(property.Name))
        && (property.Name != "Epochs" || property.DeclaringType!.GetProperty("Steps") is null);
}
