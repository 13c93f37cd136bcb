// Whatever holds documents → a corpus of JSON Lines in parts: text, url, id and what else there is; texts that are empty are dropped.

using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.Learning.Rewards.Instructions;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>Reads documents.</summary>
static class DocumentsStep
{
    // The detector's votes settle within so many letters.
    const int LanguageChars = 2000;

    /// <summary>Writes the corpus.</summary>
    /// <param name="request">What is read, and where it goes.</param>
    /// <param name="names">Whether the column "language" is added.</param>
    public static StepCounts Run(CorpusRequest request, bool names)
    {
        var parts = request.Parts();
        var folder = request.Open(parts);
        if (!folder.IsDone)
        {
            var counts = DocumentMap.Run(folder, parts, new(request.TextColumn), () => placed =>
                string.IsNullOrWhiteSpace(placed.Document.Text) ? new("empty") : !names ? Fate.Kept
                : new(StepCounts.Kept, Notes: json => json.WriteString("language", Language(placed.Document.Text))));
            new Provenance(request.Step, request.Command, request.Settings(parts), counts, Provenance.Of(request.Source)).Write(folder);
        }
        return Finished(folder);
    }

    /// <summary>The code of a text's language; "none" where it has no letters.</summary>
    internal static string Language(string text) => LanguageDetector.Detect(text.Length > LanguageChars ? text[..LanguageChars] : text) ?? "none";

    /// <summary>What a finished step counted.</summary>
    internal static StepCounts Finished(StepFolder folder) => Provenance.Of(new() { Path = folder.Root })[^1].Counts;
}
