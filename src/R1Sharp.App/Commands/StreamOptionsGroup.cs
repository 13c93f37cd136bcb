// The options of a generation that goes row by row: who answers, how many at a time, where the rows go.

using System.CommandLine;
using System.CommandLine.Parsing;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Generations;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Commands;

/// <summary>Options about a stream of rows.</summary>
sealed class StreamOptionsGroup
{
    readonly ServiceOptionsGroup _service = new(500, "Most completions on their way at a time.");
    readonly Option<string?> _output = new("--out")
    {
        Description = "The file for the rows with their completions, JSON Lines; one that is there is gone on with.",
        HelpName = "file",
    };
    readonly Option<StreamMode> _mode = new("--mode")
    {
        Description = "stream asks for a completion the moment one ends; batch waits for each batch, for comparison.",
    };
    readonly Option<string?> _prefix = new("--prefix") { Description = "Put this before the names of the columns that are added." };
    readonly Option<bool> _retryFailed = new("--retry-failed") { Description = "Ask again the rows of the file that say why they have no completion." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _mode.CustomParser = Mode;
        _service.AddTo(command);
        foreach (var option in (Option[])[_output, _mode, _prefix, _retryFailed])
            command.Options.Add(option);
    }

    /// <summary>Whether a model behind a URL is asked.</summary>
    public bool IsRemote(CommandResult result) => _service.IsGiven(result);

    /// <summary>The service; null where the engine answers.</summary>
    /// <exception cref="UserErrorException">The address is none.</exception>
    public ChatServiceOptions? Service(ParseResult parsed) => _service.Read(parsed);

    /// <summary>Most completions on their way.</summary>
    public int Concurrency(ParseResult parsed) => _service.AtOnce(parsed);

    /// <summary>How they are handed out.</summary>
    public StreamMode ModeOf(ParseResult parsed) => parsed.GetValue(_mode);

    /// <summary>Where rows go.</summary>
    /// <exception cref="UserErrorException">Nothing can be written there.</exception>
    public GenerationTarget Target(ParseResult parsed)
    {
        OutputTarget.RequireFile(parsed.GetValue(_output), "--out", mayBeDevice: false);
        return new()
        {
            Path = parsed.GetValue(_output),
            Prefix = parsed.GetValue(_prefix) ?? "",
            RetryFailed = parsed.GetValue(_retryFailed),
        };
    }

    static StreamMode Mode(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (text is not ("stream" or "batch"))
            result.AddError($"--mode is '{text}', but must be stream or batch");
        return text == "batch" ? StreamMode.Batch : StreamMode.Stream;
    }
}
