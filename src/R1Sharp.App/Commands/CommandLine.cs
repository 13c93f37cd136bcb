// The commands of r1, and what becomes of their errors.

using System.Collections.Concurrent;
using System.CommandLine.Parsing;
using System.CommandLine;
using System.CommandLine.Help;
using R1Sharp.App.Commands.Bench;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>Parses arguments and runs a command.</summary>
static class CommandLine
{
    // .NET says the same of memory and of threads.
    const string NoMemory = "the system gives no more memory or no more threads (see ulimit -a, and DOTNET_GCHeapHardLimit where it is set): use fewer "
        + "--threads, a smaller batch or model, or a larger machine.";

    // By their names, so that one can be made alone: all of them with their options take longer than most commands do.
    static readonly (string Name, Func<Func<int?, IEngine>, Command> Create)[] s_own =
    [
        ("run", RunCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("reproduce", ReproduceCommand.Create),
        ("ranks", RanksCommand.Create),
        ("bakeoff", BakeOffCommand.Create),
        ("evaluate", EvaluateCommand.Create),
        ("scale", ScaleCommand.Create),
        ("search", SearchCommand.Create),
        ("chat", ChatCommand.Create),
        ("serve", ServeCommand.Create),
        ("watch", _ => WatchCommand.Create()),
        ("generate", GenerateCommand.Create),
        ("export", _ => ExportCommand.Create()),
        ("import", _ => ImportCommand.Create()),
        ("inspect", InspectCommand.Create),
        ("init", _ => InitCommand.Create()),
        ("logprobs", LogProbsCommand.Create),
        ("verify", _ => VerifyCommand.Create()),
        ("report", _ => ReportCommand.Create()),
        ("tokenize", _ => TokenizeCommand.Create()),
        ("detokenize", _ => TokenizeCommand.CreateReverse()),
        ("template", _ => TemplateCommand.Create()),
        ("reward", RewardCommand.Create),
        (VerlCommand.Name, VerlCommand.Create),
        ("thinking", _ => ThinkingCommand.Create()),
        ("select", SelectCommand.Create),
        ("data", DataCommand.Create),
        ("bench", _ => BenchCommand.Create()),
        ("sandbox", _ => SandboxCommand.Create()),
        ("new", _ => NewCommand.Create()),
        ("completion", _ => CompletionCommand.Create()),
    ];

    static readonly Lazy<RootCommand> s_root = new(() => RootOver(Engines.Open));
    static readonly ConcurrentDictionary<string, RootCommand> s_alone = new();
    static readonly Lock s_help = new();

    /// <summary>Runs the program.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args)
    {
        StandardStreams.Prepare();
        return Run(args, Console.Error);
    }

    /// <summary>Runs a command whose mistakes are told to a writer.</summary>
    /// <param name="args">The words of the command.</param>
    /// <param name="error">The writer.</param>
    /// <param name="root">The commands; null takes those over the program's own engine.</param>
    internal static int Run(string[] args, TextWriter error, RootCommand? root = null)
    {
        string[] words;
        try
        {
            words = TrlCommands.Prepared(args);
        }
        catch (UserErrorException e)
        {
            return Explain(error, e);
        }
        var parsed = (root ?? RootFor(words)).Parse(words.Length == 0 ? ["--help"] : words, ArgumentRules.Parsing);
        if (parsed.Errors.Count > 0)
            return Fail(error, ExitCode.BadInput, $"{ArgumentRules.Mistake(parsed).TrimEnd('.')}; '{CommandName(parsed)} --help' shows what there is.");
        try
        {
            return parsed.Action is HelpAction ? Help(parsed) : Invoke(parsed);
        }
        catch (Exception e)
        {
            return Explain(error, e);
        }
    }

    static int Invoke(ParseResult parsed) =>
        parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

    // What the commands above this one take has no place in its help. The commands are shared, so that one help is written at a time.
    static int Help(ParseResult parsed)
    {
        lock (s_help)
        {
            Argument[] above = [.. Above(parsed.CommandResult).SelectMany(command => command.Arguments).Where(argument => !argument.Hidden)];
            try
            {
                foreach (var argument in above)
                    argument.Hidden = true;
                return Invoke(parsed);
            }
            finally
            {
                foreach (var argument in above)
                    argument.Hidden = false;
            }
        }
    }

    static IEnumerable<Command> Above(CommandResult result)
    {
        for (var parent = result.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
            yield return parent.Command;
    }

    /// <summary>All commands; made once.</summary>
    internal static RootCommand Root() => s_root.Value;

    /// <summary>All commands over another engine.</summary>
    /// <param name="engines">Opens it, with so many threads.</param>
    internal static RootCommand RootOver(Func<int?, IEngine> engines) => RootOf(s_own.Select(one => one.Create(engines)).Concat(TrlCommands.Create(engines)));

    /// <summary>What the words need: one command where they begin with its name, none for the version, all of them otherwise.</summary>
    /// <param name="words">The words.</param>
    internal static RootCommand RootFor(string[] words) => words is ["--version"] ? RootOf([])
        : words is [var name, ..] && Array.Find(s_own, one => one.Name == name) is { Create: { } create }
            ? s_alone.GetOrAdd(name, _ => RootOf([create(Engines.Open)])) : Root();

    static RootCommand RootOf(IEnumerable<Command> commands)
    {
        var root = new RootCommand("R1Sharp: trains, evaluates and runs reasoning models the way DeepSeek-R1 was made.");
        foreach (var command in commands)
            root.Subcommands.Add(command);
        ArgumentRules.Apply(root);
        return root;
    }

    static int Explain(TextWriter error, Exception e) => e switch
    {
        // Threads that fail together fail for one reason.
        AggregateException { InnerExceptions: [var first, ..] } => Explain(error, first),
        UserErrorException => Fail(error, ExitCode.BadInput, e.Message),
        InvalidDataException or IOException or UnauthorizedAccessException => Fail(error, ExitCode.BadInput, e.Message),
        OperationCanceledException => ExitCode.Interrupted,
        OutOfMemoryException => Fail(error, ExitCode.BadInput, NoMemory),
        _ => Fail(error, ExitCode.Internal, Internal(e)),
    };

    // A fault of ours: the trace is what we need to mend it, and is shown to whoever asks for it.
    static string Internal(Exception e) => Environment.GetEnvironmentVariable("R1SHARP_TRACE") == "1" ? e.ToString()
        : $"internal error: {e.GetType().Name}: {e.Message} (R1SHARP_TRACE=1 shows where).";

    static int Fail(TextWriter error, int code, string sentence)
    {
        error.WriteLine($"r1: {sentence}");
        return code;
    }

    static string CommandName(ParseResult parsed)
    {
        string name = "";
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: not RootCommand } command; result = result.Parent)
            name = $" {command.Command.Name}{name}";
        return "r1" + name;
    }
}
