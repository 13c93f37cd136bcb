// r1 data clean: filters a corpus by rules; r1 data explain: what the rules say of one document.

using System.CommandLine;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.Learning.Corpus.Rules;

namespace R1Sharp.App.Commands;

/// <summary>The commands about filters.</summary>
static class DataCleanCommand
{
    /// <summary>Declares the filter.</summary>
    public static Command Create()
    {
        var (group, rules) = (new CorpusOptionsGroup(), new RuleOptions());
        var command = new Command("clean", "Filter documents by the rules of RefinedWeb, Gopher, C4 and FineWeb; every number is kept.");
        rules.AddTo(command);
        group.AddTo(command);
        command.SetAction(parsed =>
        {
            var options = rules.Read(parsed);
            return group.Run(parsed, group.Read(parsed, "clean", ("rules", string.Join(',', options.Rules)),
                ("languages", options.Languages.Count > 0 ? string.Join(',', options.Languages) : null), ("domains", options.Domains),
                ("url-words", options.AddressWords)),
                [PlanPhase.Last], request => CleanStep.Run(request, options));
        });
        return command;
    }

    /// <summary>Declares the explanation.</summary>
    public static Command CreateExplain()
    {
        var (source, rules) = (new DataSourceOptions(ofWholeFiles: true), new RuleOptions());
        var id = new Option<string?>("--id") { Description = "The document's id; otherwise the first is taken." };
        var column = new Option<string?>("--text-column") { Description = "The column of the text; otherwise it is found." };
        var command = new Command("explain", "Say what every rule of the filters makes of a document, and which one throws it out.") { id, column };
        source.AddTo(command);
        rules.AddTo(command);
        command.SetAction(parsed =>
        {
            foreach (string line in CleanStep.Explain(source.Read(parsed), parsed.GetValue(column), parsed.GetValue(id), rules.Read(parsed)))
                Console.WriteLine(line);
            return ExitCode.Fine;
        });
        return command;
    }
}

/// <summary>The options that say which rules judge.</summary>
sealed class RuleOptions
{
    readonly Option<string> _rules = new("--rules")
    {
        Description = $"Sets of rules in their order, of {string.Join(", ", RuleBook.Names)}.",
        DefaultValueFactory = _ => string.Join(',', new CleanOptions().Rules),
    };
    readonly Option<string?> _languages = new("--languages") { Description = "Codes of the languages that stay, with commas: en,zh." };
    readonly Option<string?> _domains = new("--domains") { Description = "A file of domains that go, one a line.", HelpName = "file" };
    readonly Option<string?> _words = new("--url-words") { Description = "A file of words, one a line: addresses with one of them go.", HelpName = "file" };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_rules, _languages, _domains, _words])
            command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    public CleanOptions Read(ParseResult parsed) => new()
    {
        Rules = Names(parsed.GetRequiredValue(_rules)),
        Languages = Names(parsed.GetValue(_languages) ?? ""),
        Domains = parsed.GetValue(_domains),
        AddressWords = parsed.GetValue(_words),
    };

    static string[] Names(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
