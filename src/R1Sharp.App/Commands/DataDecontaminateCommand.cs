// r1 data decontaminate: takes documents in which an item of a benchmark stands out of a corpus.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.Learning.Corpus.Contamination;

namespace R1Sharp.App.Commands;

/// <summary>The command that clears a corpus of benchmarks.</summary>
static class DataDecontaminateCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var group = new CorpusOptionsGroup();
        var defaults = new ContaminationOptions();
        var against = new Option<string[]>("--against")
        {
            Description = "A benchmark: its name with its data (gsm8k=FILE), its name alone under R1SHARP_HUB, or any data with questions. May be repeated.",
            Required = true,
        };
        var words = new NumberOption<int>("--ngram", 2, 100)
        {
            Description = "Words in a row that give an item away.",
            DefaultValueFactory = _ => defaults.WordsInRow,
        };
        var telling = new NumberOption<double>("--telling", 0, 100)
        {
            Description = "Words of content that such a run must have; 0 is Open-R1's rule.",
            DefaultValueFactory = _ => defaults.LeastRunWeight,
        };
        var coverage = new NumberOption<double>("--coverage", 0.1m, 1)
        {
            Description = "The share of an item's telling pairs of words that gives it away in disguise; 1 leaves only whole ones.",
            DefaultValueFactory = _ => defaults.Coverage,
        };
        var command = new Command("decontaminate", "Remove documents in which an item of a benchmark stands: word for word, short, or disguised.") { against,
            words, telling, coverage };
        group.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetRequiredValue(against);
            var options = defaults with
            {
                WordsInRow = parsed.GetValue(words),
                Coverage = parsed.GetValue(coverage),
                LeastRunWeight = parsed.GetValue(telling),
            };
            var request =
                group.Read(parsed, "decontaminate", ("against", string.Join(" --against ", names)),
                ("ngram", options.WordsInRow.ToString(CultureInfo.InvariantCulture)),
                ("telling", options.LeastRunWeight.ToString(CultureInfo.InvariantCulture)),
                ("coverage", options.Coverage.ToString(CultureInfo.InvariantCulture)));
            return group.Run(parsed, request, [PlanPhase.Last], asked => DecontaminateStep.Run(asked, names, options));
        });
        return command;
    }
}
