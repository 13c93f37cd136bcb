// The options by which commands name data.

using System.CommandLine;
using System.CommandLine.Parsing;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Commands.Options;

/// <summary>Data with its configuration and split.</summary>
/// <param name="ofWholeFiles">Whether files are read whole, so that conditions on rows can take no part of them.</param>
sealed class DataSourceOptions(bool ofWholeFiles = false)
{
    readonly Argument<string> _path = new("data")
    {
        Description = "A file, several with commas between them, a pattern like 'data/*.parquet', a dataset's folder, or its name under R1SHARP_HUB.",
    };
    readonly Option<string?> _config = new("--config") { Description = "The dataset's configuration; otherwise its default." };
    readonly Option<string?> _split = new("--split")
    {
        Description = "The dataset's split, or a part of it like 'train[:100]' or 'train[10%:20%]'; otherwise the only one, or train.",
    };

    readonly Option<string[]> _where = new("--where")
    {
        Description = "Only rows with this value in a column: column=value, also !=, <, <=, > and >=. May be repeated.",
        HelpName = "column=value",
    };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_path);
        command.Options.Add(_config);
        command.Options.Add(_split);
        if (!ofWholeFiles)
            command.Options.Add(_where);
    }

    /// <summary>What they name.</summary>
    public DataSource Read(ParseResult parsed) => new()
    {
        Path = parsed.GetRequiredValue(_path),
        Config = parsed.GetValue(_config),
        Split = parsed.GetValue(_split),
        Where = HasConditions(parsed) ? parsed.GetValue(_where) : null,
    };

    /// <summary>Whether only some rows are wanted.</summary>
    public bool HasConditions(ParseResult parsed) => !ofWholeFiles && parsed.GetValue(_where) is { Length: > 0 };

    /// <summary>The data.</summary>
    public Dataset Open(ParseResult parsed) => Dataset.Open(Read(parsed));
}

/// <summary>Reads shapes on the command line.</summary>
static class DataShapeOption
{
    /// <summary>One of some shapes.</summary>
    public static RowShape? Read(ArgumentResult result, params RowShape[] allowed)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        foreach (var shape in allowed)
            if (SettingsText.Write(shape) == text)
                return shape;
        result.AddError($"--as is '{text}', but must be {string.Join(" or ", allowed.Select(s => SettingsText.Write(s)))}");
        return null;
    }
}
