// Every kind of stage, a line each: a new one is its own file and a line here.

using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>The list of kinds.</summary>
public sealed class StageKinds : IKindTable
{
    /// <summary>The kinds, in the order in which messages name them.</summary>
    public static IReadOnlyList<StageKind> All { get; } =
    [
        new RecallKind(),
        new TextsKind(),
        new PretrainKind(),
        new SftKind(),
        new GrpoKind(),
        new PpoKind(),
        new RecordedKind(),
        new DistillKind(),
        new StepLabelsKind(),
        new RewardModelKind(),
        new JudgeKind(),
        new CollectKind(),
        new SelectKind(),
        new FilterKind(),
        new PairsKind(),
        new PreferKind(),
        new SearchKind(),
        new TreeSearchKind(),
        new EvaluateKind(),
    ];

    StageKinds() { }

    /// <inheritdoc/>
    public static IReadOnlyList<(string Key, Type Record)> Kinds => [.. All.Select(kind => (kind.Key, kind.SettingsType))];

    /// <summary>The kind that settings are of.</summary>
    public static StageKind Of(object settings) => All.First(kind => kind.SettingsType == settings.GetType());

    /// <summary>The kind of a key; null where this version knows none, as of a run that a later one made.</summary>
    public static StageKind? Find(string key) => All.FirstOrDefault(kind => kind.Key == key);

    /// <summary>Whether stages of a kind leave a model that answers; a kind that is not known may.</summary>
    public static bool LeavesModel(string key) => Find(key)?.LeavesModel ?? true;
}
