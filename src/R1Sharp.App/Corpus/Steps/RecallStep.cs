// Rounds of recall over a crawl; what the last one collected is the corpus.

using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Recall;
using R1Sharp.App.Recipes;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>Recalls documents.</summary>
static class RecallStep
{
    /// <summary>Writes the corpus.</summary>
    /// <param name="request">The crawl, and where it goes.</param>
    /// <param name="seed">The seed corpus.</param>
    /// <param name="options">What is collected.</param>
    /// <param name="truth">Column and value of the documents that are truly wanted, COLUMN=VALUE; null where that is not known.</param>
    /// <param name="tell">Is told what a round came to.</param>
    public static StepCounts Run(CorpusRequest request, DataSource seed, RecallOptions options, string? truth, Action<RecallRound> tell)
    {
        var (parts, reader) = (request.Parts(), new DocumentReader(request.TextColumn));
        var folder = request.Open(parts);
        if (folder.IsDone)
            return DocumentsStep.Finished(folder);
        var seeds = InputPart.Of(seed, request.PartBytes);
        var run = new RecallRun(folder, parts, reader, () => seeds.SelectMany((part, i) => reader.Read(part, i)).Select(d => d.Text), options, Truth(truth));
        RecallRound round;
        int number = 0;
        do
            tell(round = run.Round(++number));
        while (!run.IsOver(round));
        var collected = new bool[parts.Count][];
        Parallel.For(0, parts.Count, i => collected[i] = run.Collected(number, i));
        var counts = DocumentMap.Run(folder, parts, reader, () => placed => collected[placed.Part][placed.Index] ? Fate.Kept : new("not collected"));
        string[] left = [.. Enumerable.Range(1, number).SelectMany(r => (string[])[$"round-{r}/sample", $"round-{r}/scores"]), "index"];
        new Provenance(request.Step, request.Command, request.Settings(parts), counts, Provenance.Of(request.Source)).Write(folder, left);
        return DocumentsStep.Finished(folder);
    }

    static Func<CorpusDocument, bool>? Truth(string? truth)
    {
        if (truth is null)
            return null;
        string[] parts = truth.Split('=', 2);
        return document => document.Row.TryGetProperty(parts[0], out var value) && value.ToString() == parts.ElementAtOrDefault(1);
    }
}
