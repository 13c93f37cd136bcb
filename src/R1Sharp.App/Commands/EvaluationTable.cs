// An evaluation as a table in the terminal.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning.Training.Evaluation;
using Spectre.Console;

namespace R1Sharp.App.Commands;

/// <summary>Prints evaluations.</summary>
static class EvaluationTable
{
    const int PipeWidth = 160;

    /// <summary>Prints the numbers by family, level and language.</summary>
    /// <param name="result">The evaluation.</param>
    /// <param name="clean">The same without problems that were seen in training; null shows nothing of it.</param>
    public static void Write(EvaluationResult result, EvaluationResult? clean = null)
    {
        int n = result.Overall.PassAt.Keys.Max();
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("", "problems", "pass@1 (95 %)", $"cons@{n} (95 %)", $"pass@{n}", "format", "tokens", "self-checks", "language", "truncated");
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        Rows(table, result.ByFamily, "");
        if (clean is not null)
            Rows(table, clean.ByFamily, "clean ");
        if (result.ByFamilyAndLevel.Count > result.ByFamily.Count)
            Rows(table, result.ByFamilyAndLevel, "level ");
        if (result.ByLanguage.Count > 1)
            Rows(table, result.ByLanguage, "language ");
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        AnsiConsole.Write(table);
        string cap = result.Options.MaxCompletionTokens is var most && most == EvaluationOptions.Unbounded ? "no cap on tokens" : $"at most {most} tokens";
        Console.WriteLine($"{n} samples a problem, temperature {Text(result.Options.Temperature)}, top-p {Text(result.Options.TopP)}{Cuts(result.Options)}, "
            + $"{cap}.{Left(result.Overall)}{LeftOut(result)}");
    }

    static string Cuts(EvaluationOptions options) =>
        (options.TopK is { } k ? $", top-k {k}" : "") + (options.MinP is { } p ? $", min-p {Text(p)}" : "")
            + (options.RepetitionPenalty is { } penalty ? $", repetition penalty {Text(penalty)}" : "")
        + (options.Stop is { } stops ? $", ended by {string.Join(" or ", stops.Select(s => JsonSerializer.Serialize(s)))}" : "");

    static string Left(EvaluationMetrics all) =>
        (all.UngradedCount == 0 ? "" : $" {all.UngradedCount} problems have no usable gold answer; they count as wrong.")
        + (all.UndecidedCount == 0 ? "" : $" About {all.UndecidedCount} completions the grader could not decide; they count as wrong.");

    static string LeftOut(EvaluationResult result) => result.LeftOut.Count == 0 ? ""
        : result.LeftOutWhy is { } why ? $" {result.LeftOut.Count} problems were left out, the first being {result.LeftOut[0].Id}; {why}."
        : $" {result.LeftOut.Count} problems were left out: their prompts are longer than the model's positions, the first being {result.LeftOut[0].Id} "
            + $"(--strict makes that an error).";

    static void Rows(Table table, IReadOnlyDictionary<string, EvaluationMetrics> slices, string prefix)
    {
        foreach (var (name, m) in slices)
        {
            int n = m.PassAt.Keys.Max();
            table.AddRow([.. ((string[])[prefix + name, m.ProblemCount.ToString(CultureInfo.InvariantCulture), Share(m.PassAtOne, m.PassAtOneInterval),
                Share(m.ConsensusAt[n], m.ConsensusInterval), Percent(m.PassAt[n]), Percent(m.Format),
                m.MeanCompletionTokens.ToString("0", CultureInfo.InvariantCulture),
                m.SelfChecks.ToString("0.00", CultureInfo.InvariantCulture), Percent(m.LanguagePurity), Percent(m.TruncatedShare)]).Select(Markup.Escape)]);
        }
    }

    static string Share(double value, ConfidenceInterval interval) =>
        double.IsFinite(value) ? $"{Percent(value)} ({Number(interval.Low)}–{Number(interval.High)})" : "–";

    static string Percent(double? share) => share is { } s && double.IsFinite(s) ? Number(s) + " %" : "–";

    static string Number(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
