// r1 data …: looks at data of any form, and writes it in another form, in parts, mixed, filtered, or as a dataset's folder.

using System.CommandLine;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Commands;

/// <summary>The commands about data.</summary>
public static class DataCommand
{
    /// <summary>Declares the commands.</summary>
    public static Command Create() => new("data", "Look at data, convert, split, mix and filter it, and write it as a dataset.")
    {
        Show(),
        Head(),
    };

    static Command Show()
    {
        var source = new DataSourceOptions();
        var command = new Command("show", "Say which files data is, how many rows it has, which columns, and what its shape is taken for.");
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            foreach (string line in DatasetText.Of(source.Open(parsed)))
                Console.WriteLine(line);
            return ExitCode.Fine;
        });
        return command;
    }

    static Command Head()
    {
        var source = new DataSourceOptions();
        var count = new NumberOption<int>("--rows", 1, 1_000_000_000, "-n") { Description = "Rows to print.", DefaultValueFactory = _ => 10 };
        var command = new Command("head", "Print the first rows as JSON Lines.") { count };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            foreach (var row in source.Open(parsed).Rows().Take(parsed.GetValue(count)))
                Console.WriteLine(row.Value.GetRawText());
            return ExitCode.Fine;
        });
        return command;
    }
}

/// <summary>The options that name data.</summary>
sealed class DataSourceOptions
{
    readonly Argument<string> _path = new("data") { Description = "A file, several with commas between them, a pattern like 'data/*.parquet', a dataset's folder, or its name under R1SHARP_HUB." };
    readonly Option<string?> _config = new("--config") { Description = "The dataset's configuration; otherwise its default." };
    readonly Option<string?> _split = new("--split") { Description = "The dataset's split, or a part of it like 'train[:100]' or 'train[10%:20%]'; otherwise the only one, or train." };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_path);
        command.Options.Add(_config);
        command.Options.Add(_split);
    }

    /// <summary>What they name.</summary>
    public DataSource Read(ParseResult parsed) => new() { Path = parsed.GetRequiredValue(_path), Config = parsed.GetValue(_config), Split = parsed.GetValue(_split) };

    /// <summary>The data.</summary>
    public Dataset Open(ParseResult parsed) => Dataset.Open(Read(parsed));
}
