// Goes through the documents of all parts: each is kept, changed or dropped. Kept ones go to data/, dropped ones with what is said of them to dropped/, and
// the counts, written last, say that a part is done.

using System.Text;
using System.Text.Json;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.Learning.Corpus;

namespace R1Sharp.App.Corpus.Parts;

/// <summary>What becomes of a document.</summary>
/// <param name="Where">"kept", or why it is dropped.</param>
/// <param name="Text">Its new text; null leaves it.</param>
/// <param name="Notes">Columns that are added to its row.</param>
/// <param name="Verdict">Columns of a row about it in verdicts/, wherever it goes; null writes none.</param>
sealed record Fate(string Where, string? Text = null, Action<Utf8JsonWriter>? Notes = null, Action<Utf8JsonWriter>? Verdict = null)
{
    /// <summary>It stays as it is.</summary>
    public static Fate Kept { get; } = new(StepCounts.Kept);

    /// <summary>Whether it stays.</summary>
    public bool IsKept => Where == StepCounts.Kept;
}

/// <summary>A document and its place.</summary>
/// <param name="Document">The document.</param>
/// <param name="Part">Its part.</param>
/// <param name="Index">Its place there.</param>
readonly record struct PlacedDocument(CorpusDocument Document, int Part, int Index)
{
    /// <summary>Part and place as one number that sorts in the order of reading.</summary>
    public long Number => ((long)Part << 32) | (uint)Index;
}

/// <summary>The pass over all documents.</summary>
static class DocumentMap
{
    const string Counts = "counts", Ending = ".json", Cut = "cut out of texts";

    /// <summary>Decides about every document, part by part.</summary>
    /// <param name="folder">The step's folder.</param>
    /// <param name="hasVerdicts">Whether fates come with verdicts.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="decider">Makes what decides about the documents of one part.</param>
    /// <returns>How much went where.</returns>
    public static StepCounts Run(StepFolder folder, IReadOnlyList<InputPart> parts, DocumentReader reader, Func<Func<PlacedDocument, Fate>> decider,
        bool hasVerdicts = false)
    {
        folder.Map(Counts, parts.Count, Ending, (i, aside) =>
        {
            var counts = hasVerdicts ? WithVerdicts(folder, i, reader.Read(parts[i], i), decider()) : Part(folder, i, reader.Read(parts[i], i), decider());
            File.WriteAllText(aside, counts.Json().ToJsonString());
        });
        var all = new StepCounts();
        for (int i = 0; i < parts.Count; i++)
            all.Add(StepCounts.Of(JsonElement.Parse(File.ReadAllBytes(folder.Part(Counts, i, Ending)))));
        return all;
    }

    static StepCounts WithVerdicts(StepFolder folder, int part, IEnumerable<CorpusDocument> documents, Func<PlacedDocument, Fate> decide)
    {
        var counts = new StepCounts();
        StepFolder.WriteAside(folder.Part("verdicts", part, ".jsonl"), aside =>
        {
            using var rows = new PartWriter(aside);
            counts = Part(folder, part, documents, placed =>
            {
                var fate = decide(placed);
                rows.Row(json => Verdict(json, placed.Document.Id, fate));
                return fate;
            });
        });
        return counts;
    }

    static void Verdict(Utf8JsonWriter json, string id, Fate fate)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("went", fate.Where);
        fate.Verdict?.Invoke(json);
        json.WriteEndObject();
    }

    static StepCounts Part(StepFolder folder, int part, IEnumerable<CorpusDocument> documents, Func<PlacedDocument, Fate> decide)
    {
        var counts = new StepCounts();
        StepFolder.WriteAside(folder.Part("data", part, ".jsonl"), kept => StepFolder.WriteAside(folder.Part("dropped", part, ".jsonl"), dropped =>
        {
            using PartWriter keptRows = new(kept), droppedRows = new(dropped);
            int index = 0;
            foreach (var document in documents)
            {
                var fate = decide(new(document, part, index++));
                var left = Of(fate.Text ?? document.Text);
                counts.Add(fate.Where, left);
                if (fate.Text is not null && Of(document.Text) is var whole)
                    counts.Add(Cut, new(0, whole.Bytes - left.Bytes, whole.Words - left.Words));
                (fate.IsKept ? keptRows : droppedRows).Row(json => document.Write(json, fate.Text, fate.Notes));
            }
        }));
        return counts;
    }

    static Amount Of(string text) => new(1, Encoding.UTF8.GetByteCount(text), TextWords.Count(text));
}
