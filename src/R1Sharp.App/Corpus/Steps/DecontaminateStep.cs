// Takes the items of benchmarks out of a corpus: documents in which one is found go, each with the passages that gave it away; contamination.json says for
// every
// benchmark which of its items were found where.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Data;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Corpus.Contamination;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>Clears a corpus of benchmarks.</summary>
static class DecontaminateStep
{
    /// <summary>The file of the report.</summary>
    public const string ReportName = "contamination.json";

    const string Contaminated = "contaminated";

    /// <summary>Writes the corpus without them.</summary>
    public static StepCounts Run(CorpusRequest request, IReadOnlyList<string> benchmarks, ContaminationOptions options)
    {
        var index = new BenchmarkIndex(BenchmarkItems.Of(benchmarks), options);
        var parts = request.Parts();
        var folder = request.Open(parts);
        if (!folder.IsDone)
        {
            var counts = DocumentMap.Run(folder, parts, new(request.TextColumn), () =>
            {
                var search = new ContaminationSearch(index);
                return placed => Of(placed.Document.Text, search.Find(placed.Document.Text), index);
            });
            folder.Reduce(folder.Place(ReportName), aside => File.WriteAllText(aside, Report(folder, parts.Count, index).ToJsonString(RunJson.Page) + "\n"));
            new Provenance(request.Step, request.Command, request.Settings(parts), counts, Provenance.Of(request.Source)).Write(folder);
        }
        return DocumentsStep.Finished(folder);
    }

    static Fate Of(string text, IReadOnlyList<ContaminationMatch> matches, BenchmarkIndex index) => matches.Count == 0 ? Fate.Kept
        : new(Contaminated, Notes: json =>
        {
            json.WriteStartArray("items");
            foreach (var match in matches)
                Write(json, text, match, index.Items[match.Item]);
            json.WriteEndArray();
        });

    static void Write(Utf8JsonWriter json, string text, ContaminationMatch match, BenchmarkItem item)
    {
        json.WriteStartObject();
        json.WriteString("benchmark", item.Benchmark);
        json.WriteString("item", item.Id);
        json.WriteString("rule", RuleName(match.Rule));
        json.WriteNumber("score", Math.Round(match.Score, 3));
        json.WriteString("passage", text[match.Start..match.End]);
        json.WriteEndObject();
    }

    /// <summary>A rule in words.</summary>
    internal static string RuleName(ContaminationRule rule) => rule switch
    {
        ContaminationRule.WordsInRow => "words in a row",
        ContaminationRule.WholeItem => "whole item",
        _ => "disguised",
    };

    static JsonArray Report(StepFolder folder, int parts, BenchmarkIndex index)
    {
        var found = new SortedDictionary<string, Dictionary<string, JsonObject>>(StringComparer.Ordinal);
        foreach (string name in index.Items.Select(i => i.Benchmark).Distinct())
            found[name] = [];
        for (int i = 0; i < parts; i++)
            foreach (var row in JsonLines.Stream(folder.Part("dropped", i, ".jsonl")))
                foreach (var item in row.Value.GetProperty("items").EnumerateArray())
                    Take(found[item.GetProperty("benchmark").GetString()!], item, row.Column("id")!.Value.ToString());
        return new([.. found.Select(f => (JsonNode)new JsonObject
        {
            ["benchmark"] = f.Key,
            ["items"] = index.Items.Count(i => i.Benchmark == f.Key),
            ["without_words"] = index.Wordless.Count(i => index.Items[i].Benchmark == f.Key),
            ["found"] = f.Value.Count,
            ["where"] = new JsonArray([.. f.Value.Values]),
        })]);
    }

    static void Take(Dictionary<string, JsonObject> items, JsonElement match, string document)
    {
        string id = match.GetProperty("item").GetString()!;
        if (!items.TryGetValue(id, out var known))
            items[id] = known = new()
            {
                ["item"] = id,
                ["documents"] = 0,
                ["first"] = document,
                ["rule"] = match.GetProperty("rule").GetString(),
                ["passage"] = match.GetProperty("passage").GetString()
            };
        known["documents"] = known["documents"]!.GetValue<int>() + 1;
    }
}
