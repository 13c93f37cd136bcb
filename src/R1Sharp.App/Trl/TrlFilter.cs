// Open-R1's filter by pass rate (scripts/pass_rate_filtering/compute_pass_rate.py) as a stage "filter". It is configured in GRPO's keys and trains nothing.

using R1Sharp.App.Foreign;
using R1Sharp.Learning;

namespace R1Sharp.App.Trl;

/// <summary>A filter.</summary>
sealed class TrlFilter(TrlSettings settings, TrlData data) : TrlStage
{
    const int ProblemsPerStep = 64;

    /// <inheritdoc/>
    public override string Kind => "filter";

    /// <inheritdoc/>
    public override int Steps => StepsPerEpoch;

    /// <inheritdoc/>
    public override int StepsPerEpoch => (int)Math.Ceiling(data.Rows / (double)ProblemsPerStep);

    /// <summary>The name that Open-R1's script gives the result, without its owner: the run's folder where none is named.</summary>
    public static string OutputName(TrlSettings settings)
    {
        string Last(string? path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path ?? ""));
        if (settings.Has("output_dir"))
            return settings.Text("output_dir")!;
        return settings.Text("output_dataset_name") is { } named ? Last(named)
            : $"{Last(settings.Text("dataset_name"))}-{Last(settings.Text("model_name_or_path"))}-{settings.Text("model_revision")}-gen";
    }

    /// <summary>The name of the configuration that holds what is kept, e.g. filt-0.1-0.6.</summary>
    public static string ConfigurationName(TrlSettings settings) =>
        FormattableString.Invariant($"filt-{settings.Number("pass_rate_min")}-{settings.Number("pass_rate_max")}");

    /// <inheritdoc/>
    public override YamlMap Body() => new()
    {
        { "problems", data.Sources.Select(source => new YamlMap { { "file", TrlGrpo.Problems(settings, data, source) } }).ToList() },
        { "rewards", TrlRewards.Of(settings, Remarks) },
        { "pass_rate_min", settings.Number("pass_rate_min") },
        { "pass_rate_max", settings.Number("pass_rate_max") },
        { "sample_count", settings.Whole("num_generations") is >= 1 and var count ? count
            : throw settings.Error("num_generations", "'num_generations' needs a whole number from 1.") },
        { "problems_per_step", ProblemsPerStep },
        { "temperature", settings.Number("temperature") },
        { "top_p", settings.Number("top_p") },
        { "top_k", settings.Whole("top_k") is > 0 and var most ? most : null },
        { "min_p", settings.Number("min_p") is > 0 and var least ? least : null },
        { "repetition_penalty", settings.Number("repetition_penalty") is { } penalty && penalty != 1 ? penalty : null },
        { "max_completion_tokens", settings.Whole("max_completion_length") },
    };

    /// <summary>Writes the rows of the data that were kept, with all their columns, their pass rate, completions and rewards.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="kept">What the stage left; null where that is nothing.</param>
    /// <param name="target">The file.</param>
    /// <returns>How many rows there are.</returns>
    /// <exception cref="UserErrorException">The data has changed, or the disk refuses.</exception>
    public static long WriteKept(TrlSettings settings, string? kept, string target)
    {
        if (kept is null)
            return 0;
        var sources = new TrlData(settings, new TrlDatasets()).Sources.Select(s => s.Source).ToList();
        return Data.Writing.RowOutput.Write(target, KeptRows.Of(sources, kept));
    }
}
