// What every step over a corpus is asked with.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Corpus.Parts;

/// <summary>A step's input, place and share of the work.</summary>
sealed record CorpusRequest
{
    /// <summary>The step's name.</summary>
    public required string Step { get; init; }

    /// <summary>What is read.</summary>
    public required DataSource Source { get; init; }

    /// <summary>The folder that is written.</summary>
    public required string Out { get; init; }

    /// <summary>The column of the text; null finds it.</summary>
    public string? TextColumn { get; init; }

    /// <summary>This process's share of the parts.</summary>
    public ProcessShare Share { get; init; } = ProcessShare.Whole;

    /// <summary>Threads.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes of a part of a large file of JSON Lines.</summary>
    public long PartBytes { get; init; } = 32 << 20;

    /// <summary>What else decides the result, as words of the command.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The parts of the input.</summary>
    /// <exception cref="UserErrorException">There is no such data, or no document in it.</exception>
    public IReadOnlyList<InputPart> Parts() => InputPart.Of(Source, PartBytes) is { Count: > 0 } parts ? parts
        : throw new UserErrorException($"{Source.Path}: the folder holds no texts (.txt, .md, .rst, .html, manual pages) and no rows.");

    /// <summary>The words after r1 that do it again.</summary>
    public string Command => $"data {Step} {Source.Path}{(TextColumn is null ? "" : $" --text-column {TextColumn}")}"
        + string.Concat(Options.Select(o => $" --{o.Key}{(o.Value.Length == 0 ? "" : $" {o.Value}")}"));

    /// <summary>Everything that decides the result.</summary>
    public JsonElement Settings(IReadOnlyList<InputPart> parts)
    {
        var options = new JsonObject
        {
            ["step"] = Step,
            ["source"] = Source.Path,
            ["config"] = Source.Config,
            ["split"] = Source.Split,
            ["text_column"] = TextColumn,
        };
        foreach (var (name, value) in Options)
            options[name] = value;
        options["parts"] = new JsonArray([.. parts.Select(p => (JsonNode)p.Name)]);
        return JsonElement.Parse(options.ToJsonString());
    }

    /// <summary>The step's folder, new or begun.</summary>
    public StepFolder Open(IReadOnlyList<InputPart> parts) => StepFolder.Open(Out, Settings(parts), Share, Threads);

    /// <summary>How much is read.</summary>
    public static string Size(IReadOnlyList<InputPart> parts) => string.Create(CultureInfo.InvariantCulture,
        $"{parts.Count} parts, {parts.Sum(p => p.Kind == InputKind.Lines ? p.To - p.From : p.Files.Sum(f => new FileInfo(f).Length)) / 1e6:N1} MB");
}
