// r1 data …: looks at data of any form, and writes it in another form, in parts, mixed, filtered, or as a dataset's folder.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Data.Writing;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.Forms;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Commands;

/// <summary>The commands about data.</summary>
static class DataCommand
{
    /// <summary>Declares the commands.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines) => new("data", "Look at data, convert, split, mix and filter it, and write it as a dataset.")
    {
        Show(), Head(), Convert(), Split(), Mix(), Filter(), Forms(), TrlCommands.CreateFilter(engines), DataPushCommand.Create(),
        DataDocumentsCommand.Create(), DataDedupCommand.Create(),
        DataCleanCommand.Create(), DataCleanCommand.CreateExplain(), DataDecontaminateCommand.Create(),
        DataRecallCommand.Create(), DataRecallCommand.CreateWeb(),
    };

    static Command Show()
    {
        var source = new DataSourceOptions();
        var command = new Command("show", "Say which files data is, how many rows it has, which columns, and what its shape is taken for.");
        source.AddTo(command);
        return Runs(command, parsed =>
        {
            foreach (string line in DatasetText.Of(source.Open(parsed)))
                Console.WriteLine(line);
        });
    }

    static Command Head()
    {
        var source = new DataSourceOptions();
        var count = new NumberOption<int>("--rows", 1, 1_000_000_000, "-n") { Description = "Rows to print.", DefaultValueFactory = _ => 10 };
        var shuffle = Shuffle("Rows in an order that this seed decides, instead of the first.");
        var command = new Command("head", "Print the first rows as JSON Lines.") { count, shuffle };
        source.AddTo(command);
        return Runs(command, parsed =>
        {
            var data = source.Open(parsed);
            using var spooled = parsed.GetValue(shuffle) is null ? null : new SpooledRows(data);
            foreach (var row in (spooled?.Shuffled(parsed.GetValue(shuffle)!.Value) ?? data.Rows()).Take(parsed.GetValue(count)))
                Console.WriteLine(row.Value.GetRawText());
        });
    }

    static Command Convert()
    {
        var source = new DataSourceOptions();
        var output = Output();
        var shape = new Option<RowShape?>("--as")
        {
            Description = "Turn the rows into messages or prompt-completion.",
            CustomParser = result => DataShapeOption.Read(result, RowShape.Messages, RowShape.PromptCompletion),
        };
        var shuffle = Shuffle("Put the rows in an order that this seed decides.");
        var command = new Command("convert", "Write rows in another form, shape or order.") { output, shape, shuffle };
        source.AddTo(command);
        return Runs(command, parsed =>
        {
            string path = Target(parsed, output);
            var data = source.Open(parsed);
            using var spooled = parsed.GetValue(shuffle) is null ? null : new SpooledRows(data);
            var rows = spooled?.Shuffled(parsed.GetValue(shuffle)!.Value) ?? data.Rows();
            Tell(path, RowOutput.Write(path, parsed.GetValue(shape) is { } wanted ? ShapedRows.Of(rows, wanted) : rows));
        });
    }

    static Command Split()
    {
        var source = new DataSourceOptions();
        var folder = new Option<string>("--out")
        {
            Description = "The folder for train and test; it must not hold anything yet.",
            Required = true,
            HelpName = "folder",
        };
        var share = new NumberOption<double>("--test", 0, 1_000_000_000)
        {
            Description = "The test part: a share below 1, or so many rows.",
            DefaultValueFactory = _ => 0.1,
        };
        var form = new Option<string>("--form") { Description = "The form of the two files.", DefaultValueFactory = _ => "jsonl" };
        var seed = Seed();
        form.AcceptOnlyFromAmong("jsonl", "jsonl.gz", "jsonl.zst", "json", "csv", "tsv", "parquet");
        var command = new Command("split", "Cut rows in two by chance, into train and test.") { folder, share, form, seed };
        source.AddTo(command);
        return Runs(command, parsed =>
        {
            string target = parsed.GetRequiredValue(folder).TrimEnd('/'), ending = parsed.GetRequiredValue(form);
            OutputTarget.RequireNewFolder(target, "--out");
            var data = source.Open(parsed);
            int count = checked((int)data.Count()), test = TestRows(parsed.GetValue(share), count, data.Name);
            bool[] isTest = Mixture.Second(count, test, parsed.GetValue(seed));
            RunStorage.WriteNewFolder(target, aside =>
            {
                foreach (var (name, wanted) in (IEnumerable<(string, bool)>)[("train", false), ("test", true)])
                    RowOutput.Write(Path.Combine(aside, $"{name}.{ending}"), data.Rows().Where((_, i) => isTest[i] == wanted));
            });
            Tell(Path.Combine(target, "train." + ending), count - test);
            Tell(Path.Combine(target, "test." + ending), test);
        });
    }

    static Command Mix()
    {
        var parts = new Argument<string[]>("data")
        {
            Description = "Data with the share of its rows that is taken, e.g. 'a.parquet=0.5'; without a share all.",
            Arity = ArgumentArity.OneOrMore,
        };
        var (output, seed) = (Output(), Seed());
        var columns = new Option<string[]>("--column")
        {
            Description = "Keep only this column; may be repeated. Rows of different data need the same columns to be learned from together.",
        };
        var command = new Command("mix", "Mix rows of several data.") { parts, output, seed, columns };
        return Runs(command, parsed =>
        {
            string path = Target(parsed, output);
            string[]? kept = parsed.GetValue(columns) is { Length: > 0 } named ? named : null;
            List<MixturePart> mixed = [.. parsed.GetRequiredValue(parts).Select(text => Part(text, kept))];
            Tell(path, RowOutput.Write(path, Mixture.Rows(mixed, parsed.GetValue(seed))));
        });
    }

    static Command Filter()
    {
        var source = new DataSourceOptions();
        var output = Output();
        var rate = new Option<string?>("--pass-rate")
        {
            Description = "Keep rows of which more than the first and less than the second share of completions is right, e.g. 0.1..0.9.",
            HelpName = "from..to",
        };
        var column = new Option<string?>("--pass-rate-column")
        {
            Description = "The column of the share; otherwise 'pass_rate' or the verdicts on 'generations'.",
        };
        var command = new Command("filter", "Keep rows by what a column holds, or by how often their problem was solved.") { output, rate, column };
        source.AddTo(command);
        return Runs(command, parsed =>
        {
            string path = Target(parsed, output);
            if (parsed.GetValue(rate) is not { } window)
            {
                if (!source.HasConditions(parsed))
                    throw new UserErrorException("nothing says which rows to keep: give --where column=value, --pass-rate from..to, or both.");
                Tell(path, RowOutput.Write(path, source.Open(parsed).Rows()));
                return;
            }
            var (least, most) = PassRates.Window(window);
            var filter = new PassRates(parsed.GetValue(column), least, most);
            var data = source.Open(parsed);
            RowOutput.Write(path, data.Rows().Where(filter.Keeps));
            Console.WriteLine(filter.Summary(path));
        });
    }

    static Command Forms()
    {
        var output = Output();
        var rows = new NumberOption<int>("--rows", 1, 1_000_000, "-n") { Description = "How many problems.", DefaultValueFactory = _ => 1000 };
        var split = new Option<ProblemSplit>("--split")
        {
            Description = "train, validation or held-out: no product is in two of them.",
            CustomParser = result => SettingsText.ChoicesOf(typeof(ProblemSplit)).ToList().IndexOf(result.Tokens[0].Value) is >= 0 and var at ? (ProblemSplit)at
                : Refused(result),
            DefaultValueFactory = _ => ProblemSplit.Train,
        };
        var seed = Seed();
        var command = new Command("forms", "Write products of long numbers, each worked out by thought, by a program, and with its output.")
        {
            output, rows, split, seed,
        };
        return Runs(command, parsed =>
        {
            string path = Target(parsed, output);
            Tell(path, RowOutput.Write(path, Enumerable.Range(0, parsed.GetValue(rows)).Select(i =>
                new JsonLine(path, i + 1, RunJson.Element(LongProducts.Create(parsed.GetValue(split), parsed.GetValue(seed), i))))));
        });
    }

    static ProblemSplit Refused(ArgumentResult result)
    {
        result.AddError($"--split is one of {string.Join(", ", SettingsText.ChoicesOf(typeof(ProblemSplit)))}, not '{result.Tokens[0].Value}'");
        return default;
    }

    static MixturePart Part(string text, IReadOnlyList<string>? columns)
    {
        int at = text.LastIndexOf('=');
        if (at < 0 || File.Exists(text))
            return new(Dataset.Open(text, columns: columns), 1);
        if (SettingsText.Number(text[(at + 1)..], typeof(double)) is not (double share and > 0 and <= 1))
            throw new UserErrorException($"'{text}' ends with no share; write it like {text[..at]}=0.5, above 0 and at most 1.");
        return new(Dataset.Open(text[..at], columns: columns), share);
    }

    static int TestRows(double share, int count, string name)
    {
        int rows = share < 1 ? (int)Math.Round(share * count, MidpointRounding.AwayFromZero) : (int)share;
        return rows > 0 && rows < count ? rows
            : throw new UserErrorException($"{name}: of {count} rows {rows} would be the test part, and both parts need one; change --test.");
    }

    static string Target(ParseResult parsed, Option<string> output)
    {
        string path = parsed.GetRequiredValue(output);
        RowOutput.RequireForm(path);
        OutputTarget.RequireFile(path, "--out", mayBeDevice: false);
        return path;
    }

    static Option<string> Output() => new("--out")
    {
        Description = "The file to write; its name says the form: .jsonl, .json, .csv, .tsv (each also .gz or .zst), .parquet.",
        Required = true,
        HelpName = "file",
    };

    static NumberOption<ulong?> Shuffle(string description) => new("--shuffle", 0, ulong.MaxValue) { Description = description, HelpName = "seed" };

    static NumberOption<ulong> Seed() => new("--seed", 0, ulong.MaxValue) { Description = "Decides the random numbers.", DefaultValueFactory = _ => 1 };

    static void Tell(string path, long rows) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {rows:N0} rows"));

    static Command Runs(Command command, Action<ParseResult> run)
    {
        command.SetAction(parsed =>
        {
            run(parsed);
            return ExitCode.Fine;
        });
        return command;
    }
}
