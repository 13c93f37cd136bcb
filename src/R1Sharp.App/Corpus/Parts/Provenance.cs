// What a corpus was made of: by which command, from what, how much went where. Each step's record holds those of the steps before it, so that the last
// folder tells the whole story. The folder is a dataset: its card names the files of rows.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Corpus.Parts;

/// <summary>One step's record.</summary>
/// <param name="Step">The step: documents, dedup, clean, decontaminate, recall.</param>
/// <param name="Command">The words after r1.</param>
/// <param name="Settings">What decides its result.</param>
/// <param name="Counts">How much went where.</param>
/// <param name="Before">The records of the steps before, the first first.</param>
sealed record Provenance(string Step, string Command, JsonElement Settings, StepCounts Counts, IReadOnlyList<Provenance> Before)
{
    /// <summary>The file of a finished step.</summary>
    public const string FileName = "corpus.json";

    const string Card = """
        ---
        configs:
        - config_name: default
          data_dir: data
        ---
        """;

    /// <summary>The steps in their order, this one last.</summary>
    public IReadOnlyList<Provenance> All => [.. Before, this];

    /// <summary>The record of what a source was made by; none where it is no output of a step.</summary>
    public static IReadOnlyList<Provenance> Of(DataSource source)
    {
        string folder = RecipeVariables.Expand(source.Path), file = Path.Combine(folder, FileName);
        return File.Exists(file) ? Read(JsonElement.Parse(File.ReadAllBytes(file))).All : [];
    }

    /// <summary>Ends a step: the card and the report first, the record last.</summary>
    /// <param name="folder">The step's folder.</param>
    /// <param name="phases">What it needs no more.</param>
    internal void Write(StepFolder folder, params string[] phases)
    {
        folder.Tidy(phases);
        StepFolder.WriteAside(folder.Place("README.md"), aside => File.WriteAllText(aside, $"{Card}\n\n{Text()}"));
        StepFolder.WriteAside(folder.Place("report.html"), aside => File.WriteAllText(aside, CorpusPage.Of(this)));
        StepFolder.WriteAside(folder.Place(FileName), aside => File.WriteAllText(aside, Json().ToJsonString(RunJson.Page) + "\n"));
    }

    /// <summary>The record as a table in Markdown.</summary>
    public string Text() => "| step | went where | documents | bytes | words |\n|---|---|--:|--:|--:|\n"
        + string.Concat(All.SelectMany(step => step.Counts.By.Select(
        to => FormattableString.Invariant($"| {step.Step} | {to.Key} | {to.Value.Documents:N0} | {to.Value.Bytes:N0} | {to.Value.Words:N0} |\n"))));

    JsonObject Json() => new()
    {
        ["step"] = Step,
        ["command"] = Command,
        ["settings"] = JsonNode.Parse(Settings.GetRawText()),
        ["counts"] = Counts.Json(),
        ["before"] = new JsonArray([.. Before.Select(b => (b with { Before = [] }).Json())]),
    };

    static Provenance Read(JsonElement value) =>
        new(value.GetProperty("step").GetString()!, value.GetProperty("command").GetString()!, value.GetProperty("settings"),
        StepCounts.Of(value.GetProperty("counts")), [.. value.GetProperty("before").EnumerateArray().Select(Read)]);
}
