// A stage of a recipe: what kind it is, what it is called, and which model it begins with.

using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>One stage: exactly one kind, and beside it its place among the stages.</summary>
[ExactlyOneKey]
sealed record StageRecipe : IChecked
{
    /// <summary>The stage's name; null names it after its kind: pretrain, evaluate, grpo, evaluate-2.</summary>
    [Beside] public string? Name { get; init; }

    /// <summary>
    /// The stage whose model this one begins with, or "model" for the recipe's own; null takes that of the nearest stage before which leaves one.
    /// </summary>
    [Beside] public string? From { get; init; }

    /// <summary>A network of the stage's own to begin with instead, with the recipe's tokenizer (that of its model, where that is read).</summary>
    [Beside] public ModelRecipe? Model { get; init; }

    /// <summary>
    /// The work after which the stage ends, in billions of floating-point operations as they are counted (sampling, scoring and learning): with the first
    /// step that reaches it. Null makes all steps.
    /// </summary>
    [Beside, Range(1e-6, 1e12)] public double? Work { get; init; }

    /// <summary>What the stage does: the settings of its kind, under the kind's key.</summary>
    [Kind<StageKinds>] public required object Settings { get; init; }

    /// <summary>The kind.</summary>
    public StageKind Kind => StageKinds.Of(Settings);

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => From is not null && Model is not null
        ? new("a stage begins either with the model of another ('from') or with a network of its own ('model'), not with both.", "from") : null;
}
