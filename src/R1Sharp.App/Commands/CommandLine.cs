// The commands of r1, and what becomes of their errors.

using System.CommandLine;
using R1Sharp.App.Judges;
using R1Sharp.App.Sandbox;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Rewards.Judges;

namespace R1Sharp.App.Commands;

/// <summary>Parses arguments and runs a command.</summary>
public static class CommandLine
{
    /// <summary>Runs the program.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args)
    {
        ProgramRunner.Open = () => PythonSandbox.Shared;
        ChatEndpoint.Open = options => new OpenAiEndpoint(options);
        var parsed = Root().Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
            return Fail(ExitCode.BadInput, $"{parsed.Errors[^1].Message.TrimEnd('.')}; '{CommandName(parsed)} --help' shows what there is.");
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            return Explain(e);
        }
    }

    internal static RootCommand Root() => new("R1Sharp: trains, evaluates and runs reasoning models the way DeepSeek-R1 was made.")
    {
        RunCommand.Create(),
        ReproduceCommand.Create(),
        EvaluateCommand.Create(),
        ScaleCommand.Create(),
        ChatCommand.Create(),
        GenerateCommand.Create(),
        ExportCommand.Create(),
        ImportCommand.Create(),
        InspectCommand.Create(),
        InitCommand.Create(),
        LogProbsCommand.Create(),
        VerifyCommand.Create(),
        ReportCommand.Create(),
        TokenizeCommand.Create(),
        TokenizeCommand.CreateReverse(),
        TemplateCommand.Create(),
        RewardCommand.Create(),
        ThinkingCommand.Create(),
        SelectCommand.Create(),
        BenchCommand.Create(),
        SandboxCommand.Create(),
    };

    static int Explain(Exception e) => e switch
    {
        // Threads that fail together fail for one reason.
        AggregateException { InnerExceptions: [var first, ..] } => Explain(first),
        UserErrorException => Fail(ExitCode.BadInput, e.Message),
        InvalidDataException or IOException or UnauthorizedAccessException => Fail(ExitCode.BadInput, e.Message),
        OperationCanceledException => ExitCode.Interrupted,
        _ => Fail(ExitCode.Internal, Internal(e)),
    };

    // A fault of ours: the trace is what we need to mend it, and is shown to whoever asks for it.
    static string Internal(Exception e) => Environment.GetEnvironmentVariable("R1SHARP_TRACE") == "1" ? e.ToString()
        : $"internal error: {e.GetType().Name}: {e.Message} (R1SHARP_TRACE=1 shows where).";

    static int Fail(int code, string sentence)
    {
        Console.Error.WriteLine($"r1: {sentence}");
        return code;
    }

    static string CommandName(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "r1" : $"r1 {parsed.CommandResult.Command.Name}";
}
