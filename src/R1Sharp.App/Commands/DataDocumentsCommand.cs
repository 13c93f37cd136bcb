// r1 data documents: whatever holds documents becomes a corpus in parts.

using System.CommandLine;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Steps;

namespace R1Sharp.App.Commands;

/// <summary>The command that reads documents.</summary>
static class DataDocumentsCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var group = new CorpusOptionsGroup();
        var language = new Option<bool>("--language") { Description = "Add the column language: the code of each text's language." };
        var command =
            new Command("documents", "Read WARC, WET, folders of texts and HTML, and rows of any form into a corpus: text, url, metadata.") { language };
        group.AddTo(command);
        command.SetAction(parsed => group.Run(parsed, group.Read(parsed, "documents", ("language", parsed.GetValue(language) ? "" : null)), [PlanPhase.Last],
            request => DocumentsStep.Run(request, parsed.GetValue(language))));
        return command;
    }
}
