// Every kind of stage, a line each: a new one is its own file and a line here.

using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>The list of kinds.</summary>
sealed class StageKinds : IKindTable
{
    static readonly IReadOnlyList<StageKind> s_own =
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
        new ContinueKind(),
    ];

    static volatile IReadOnlyList<StageKind> s_all = s_own;

    StageKinds() { }

    /// <summary>The kinds, in the order in which messages name them.</summary>
    public static IReadOnlyList<StageKind> All => s_all;

    /// <summary>Makes a further kind known, for as long as the process lives: one that a program brings along.</summary>
    /// <exception cref="ArgumentException">There is a kind of its key, or of its settings.</exception>
    public static void Add(StageKind kind)
    {
        lock (s_own)
        {
            if (s_all.FirstOrDefault(known => known.Key == kind.Key || known.SettingsType == kind.SettingsType) is { } known)
                throw new ArgumentException(
                    $"There is a kind of stage '{known.Key}' with settings {known.SettingsType.Name} already: give yours others.", nameof(kind));
            s_all = [.. s_all, kind];
            SettingsShape.Forget(typeof(StageRecipe));
        }
    }

    /// <inheritdoc/>
    public static IReadOnlyList<(string Key, Type Record)> Kinds => [.. All.Select(kind => (kind.Key, kind.SettingsType))];

    /// <summary>The kind that settings are of.</summary>
    public static StageKind Of(object settings) => All.First(kind => kind.SettingsType == settings.GetType());

    /// <summary>The kind of a key; null where this version knows none, as of a run that a later one made.</summary>
    public static StageKind? Find(string key) => All.FirstOrDefault(kind => kind.Key == key);

    /// <summary>Whether stages of a kind leave a model that answers; a kind that is not known may.</summary>
    public static bool LeavesModel(string key) => Find(key)?.LeavesModel ?? true;
}
