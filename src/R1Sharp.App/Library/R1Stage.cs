// A kind of stage of one's own.

namespace R1Sharp;

/// <summary>
/// A kind of stage that a program brings along: <see cref="R1Recipe.AddStage{TSettings}"/> makes it known, and recipes name it by its key beside the
/// built-in kinds. Its settings are a record: properties are keys in snake_case, a
/// <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/> on one is its range, a required one must be given, and mistakes are told with file,
/// line and column.
/// </summary>
/// <typeparam name="TSettings">The record of its settings.</typeparam>
/// <param name="key">Its key in recipes, in snake_case.</param>
/// <remarks>
/// A stage that is done is known again by its settings and inputs, not by its code: after a change of the code that changes results, delete the stage's
/// folder.
/// </remarks>
public abstract class R1Stage<TSettings>(string key) where TSettings : class
{
    /// <summary>Its key in recipes.</summary>
    public string Key => key;

    /// <summary>Whether it changes the model, so that later stages begin with what it left.</summary>
    public virtual bool ChangesModel => true;

    /// <summary>Begins a stage; where it was stopped, its state is loaded into it afterwards.</summary>
    /// <param name="settings">What the recipe says.</param>
    /// <param name="model">The model that it begins with; it remains the run's.</param>
    /// <param name="seed">The run's seed: whatever is random follows from it and the step.</param>
    public abstract R1StageRun Begin(TSettings settings, R1Model model, ulong seed);

    /// <summary>The settings in a size that is over in seconds, for <c>--smoke</c>; as they are unless this is overridden.</summary>
    public virtual TSettings Smoke(TSettings settings) => settings;
}

/// <summary>
/// A stage of one's own while it runs. A step must follow from its index and the state before it alone: then a resumed run has the same bits.
/// </summary>
public abstract class R1StageRun : IDisposable
{
    /// <summary>Number of steps.</summary>
    public abstract int StepCount { get; }

    /// <summary>Makes one step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <returns>Its numbers, for the log: names in snake_case.</returns>
    public abstract IReadOnlyDictionary<string, double> Step(int stepIndex);

    /// <summary>Writes what the next step depends on beside the model's weights and optimizer, which are written anyway; nothing unless overridden.</summary>
    /// <param name="folder">A folder that exists.</param>
    public virtual void SaveState(string folder) { }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    public virtual void LoadState(string folder) { }

    /// <summary>Frees what it holds beside the model.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
