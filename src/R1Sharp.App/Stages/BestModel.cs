// The best model of a stage by what is measured on the way: its state lies in the stage's folder until the stage is over. A step depends on its index
// and the state before it alone, so that a stage which goes on from an older checkpoint comes to the same measurements, and nothing of this stands in
// checkpoints.

using System.Text.Json;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>By what the best model of a stage is told.</summary>
enum BestBy
{
    /// <summary>The lowest loss on what is held out.</summary>
    Loss,

    /// <summary>The highest share of right answers, or of pairs in the right order.</summary>
    Accuracy,

    /// <summary>The highest margin of the implicit rewards.</summary>
    Margin,

    /// <summary>The highest mean reward.</summary>
    Reward,
}

/// <summary>Keeps it.</summary>
sealed class BestModel
{
    const string CardName = "best.json";

    readonly StageFolder _folder;
    readonly Action<string> _save, _load;

    BestModel(BestBy by, StageFolder folder, Action<string> save, Action<string> load) => (By, _folder, _save, _load) = (by, folder, save, load);

    sealed record Card(double Value, int Step);

    /// <summary>What keeps it; null where nobody asks for it.</summary>
    /// <param name="asked">By what it is told; null leaves the last.</param>
    /// <param name="folder">The stage's folder.</param>
    /// <param name="save">Writes the network's state into a folder.</param>
    /// <param name="load">Reads it.</param>
    public static BestModel? Of(BestBy? asked, StageFolder folder, Action<string> save, Action<string> load) =>
        asked is { } by ? new(by, folder, save, load) : null;

    /// <summary>By what it is told.</summary>
    public BestBy By { get; }

    /// <summary>Takes a measurement: where it is above all before, the network as it is now is kept.</summary>
    /// <param name="value">The higher the better; what is no number is passed over.</param>
    /// <param name="step">Steps that were made.</param>
    public void Offer(double value, int step)
    {
        if (double.IsNaN(value) || (Kept is { } best && best.Value >= value))
            return;
        RunStorage.WriteFolder(_folder.Best, directory =>
        {
            _save(directory);
            File.WriteAllText(Path.Combine(directory, CardName), JsonSerializer.Serialize(new Card(value, step)));
        });
    }

    /// <summary>Puts it back; where nothing was measured, the network stays as it is.</summary>
    public void Restore()
    {
        if (Kept is not null)
            _load(_folder.Best);
    }

    /// <summary>What is wrong with the key that asks for it; null where nothing is.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="isMeasured">Whether anything is measured on the way.</param>
    /// <param name="measure">What has to be said so that something is.</param>
    /// <param name="known">By what the stage can tell.</param>
    public static SettingsMistake? MistakeOf(BestBy? asked, bool isMeasured, string measure, params IReadOnlyList<BestBy> known) => asked is not { } by ? null
        : !known.Contains(by)
            ? new($"keep_best is {SettingsText.Write(by)}, which this kind of stage does not measure; it knows "
                + $"{string.Join(" and ", known.Select(k => SettingsText.Write(k)))}.", "keep_best")
        : isMeasured ? null : new($"keep_best is given, but nothing is measured on the way by which the best model could be told: {measure}.", "keep_best");

    Card? Kept => File.Exists(Path.Combine(_folder.Best, CardName))
        ? JsonSerializer.Deserialize<Card>(File.ReadAllText(Path.Combine(_folder.Best, CardName))) : null;
}
