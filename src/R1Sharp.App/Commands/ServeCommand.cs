// r1 serve: models behind the interface of OpenAI's service.

using System.CommandLine;
using System.CommandLine.Parsing;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Recipes;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that serves.</summary>
static class ServeCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var options = new ServeOptionsGroup();
        var command = new Command("serve", "Serve a model over HTTP: chat, completions and tokens, for any client of OpenAI's service.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var serving = options.Serving(parsed);
            var named = options.Models(parsed);
            var open = new List<IDisposable>();
            try
            {
                var models = new List<ServedModel>();
                IEngine? first = null;
                foreach (var (name, folder) in named)
                {
                    // Each has threads of its own: those of one engine would answer for one model after the other.
                    var engine = engines(options.Threads(parsed));
                    first ??= engine;
                    open.Add(engine);
                    models.Add(options.Read(parsed, engine, name, folder));
                    open.Add(models[^1]);
                }
                Serve(models, serving, folder => options.Read(parsed, first!, named[0].Name, folder)).GetAwaiter().GetResult();
            }
            finally
            {
                foreach (var one in Enumerable.Reverse(open))
                    one.Dispose();
            }
            return ExitCode.Fine;
        });
        return command;
    }

    static async Task Serve(List<ServedModel> models, ServeOptions options, Func<string, ServedModel> reload)
    {
        using var interruption = new Interruption("ending when the requests on their way are answered");
        await using var server = await Server.Start(models, options, reload);
        string names = string.Join(", ", models.Select(model => model.Name));
        Console.WriteLine($"{names} {(models.Count == 1 ? "is" : "are")} served at {server.Url}v1 (Ctrl-C ends).");
        ListenOptionsGroup.WarnOfAnyone(options, "use the model");
        await interruption.Came();
        await server.Drain();
    }
}

/// <summary>The options of the command.</summary>
sealed class ServeOptionsGroup
{
    static readonly ServeOptions s_defaults = new();

    readonly ListenOptionsGroup _listening = new(s_defaults.Port);
    readonly Option<string[]> _model = new("--model")
    {
        Description = "The model: a Hugging Face folder, e.g. runs/NAME/model, or a GGUF file. Several are given as NAME=FOLDER, each with an option of "
            + "its own; the first answers whoever names none.",
        Required = true,
        HelpName = "folder",
    };
    readonly Option<string?> _name = new("--name") { Description = "What clients call the one model; otherwise its folder's name." };
    readonly Option<string?> _template = new("--template") { Description = "How a conversation becomes a prompt; otherwise as the model was trained." };
    readonly TemplateKwargsOption _templateKwargs = new("those of a request");
    readonly NumberOption<int?> _context = new("--context", 2, 10_000_000)
    {
        Description = "Most tokens that a prompt and its completion have together; otherwise what the model has room for.",
    };
    readonly NumberOption<int> _requests = new("--max-requests", 1, 100_000)
    {
        Description = "Requests on their way and waiting; further ones get 429.",
        DefaultValueFactory = _ => s_defaults.MostRequests,
    };
    readonly NumberOption<int> _body = new("--max-body", 1, 1024)
    {
        Description = "Megabytes of a request.",
        DefaultValueFactory = _ => (int)(s_defaults.MostBodyBytes >> 20),
    };
    readonly NumberOption<int> _seconds = new("--max-seconds", 1, 86_400)
    {
        Description = "Seconds that a request may take.",
        DefaultValueFactory = _ => (int)s_defaults.MostSeconds,
    };
    readonly Option<string?> _record = new("--record") { Description = "Record every choice as a rollout that can be trained on.", HelpName = "folder" };
    readonly Option<string[]> _adapters = new("--adapter")
    {
        Description = "An adapter over the (first) model, as NAME=FOLDER: requests name it as their model. May be repeated.",
        HelpName = "name=folder",
    };
    readonly Option<string?> _updates = new("--updates")
    {
        Description = "Take other adapters and weights while serving, from folders below this one alone.",
        HelpName = "folder",
    };
    readonly NumberOption<int?> _threads = new("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
    readonly Option<bool> _noSpeculation = new("--no-speculation") { Description = "Run no drafted tokens ahead; changes no result." };
    readonly Option<string> _compute = new("--compute")
    {
        Description = "With matrices that a GGUF file holds in blocks of 4 to 8 bits: as they are stored, or as floats.",
        DefaultValueFactory = _ => "stored",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _compute.AcceptOnlyFromAmong("stored", "float");
        foreach (var option in (Option[])[_model, _name, _adapters, _template])
            command.Options.Add(option);
        _templateKwargs.AddTo(command);
        _listening.AddTo(command);
        foreach (var option in (Option[])[_context, _requests, _body, _seconds, _record, _updates, _threads, _noSpeculation, _compute])
            command.Options.Add(option);
    }

    /// <summary>Threads to compute with; null takes all cores.</summary>
    public int? Threads(ParseResult parsed) => parsed.GetValue(_threads);

    /// <summary>How to listen.</summary>
    public ServeOptions Serving(ParseResult parsed) => _listening.Fill(parsed, new ServeOptions
    {
        MostRequests = parsed.GetValue(_requests),
        MostBodyBytes = (long)parsed.GetValue(_body) << 20,
        MostSeconds = parsed.GetValue(_seconds),
        RecordFolder = parsed.GetValue(_record),
        UpdatesFolder = parsed.GetValue(_updates),
        Adapters = [.. (parsed.GetValue(_adapters) ?? []).Select(AdapterOf)],
    });

    /// <summary>What clients call each model, and where it lies.</summary>
    /// <exception cref="UserErrorException">Two have one name.</exception>
    public IReadOnlyList<(string Name, string Folder)> Models(ParseResult parsed)
    {
        (string Name, string Folder)[] models = [.. parsed.GetRequiredValue(_model).Select(ModelOf)];
        if (parsed.GetValue(_name) is { } name)
            models = models.Length == 1 ? [(name, models[0].Folder)]
                : throw new UserErrorException("--name names one model: where several are served, give each as --model NAME=FOLDER.");
        if (models.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UserErrorException($"Two models are called '{twice.Key}': give them names, as --model NAME=FOLDER.");
        return models;
    }

    /// <summary>Reads a model and has it begin.</summary>
    /// <exception cref="UserErrorException">It is missing or broken.</exception>
    public ServedModel Read(ParseResult parsed, IEngine engine, string name, string directory)
    {
        using var progress = Progress.Of($"reading {directory}");
        var model = LoadedModel.Read(directory, engine, parsed.GetValue(_template), Learning.Model.NetworkUse.Sampling,
            new() { Speculation = !parsed.GetValue(_noSpeculation), AsStored = parsed.GetValue(_compute) == "stored" });
        return new ServedModel(model.With(_templateKwargs.Read(parsed)), name, directory, parsed.GetValue(_context));
    }

    // What exists is a folder, whatever stands in its name.
    static (string, string) ModelOf(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        if (string.IsNullOrWhiteSpace(text))
            throw new UserErrorException("--model is empty, but must be FOLDER or NAME=FOLDER.");
        return at < 1 || Path.Exists(RecipeVariables.Expand(text)) ? (ServedModel.NameOf(text), text)
            : at < text.Length - 1 ? (text[..at], text[(at + 1)..]) : throw new UserErrorException($"--model is '{text}', but must be FOLDER or NAME=FOLDER.");
    }

    static (string, string) AdapterOf(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1 || at == text.Length - 1)
            throw new UserErrorException($"--adapter is '{text}', but must be NAME=FOLDER.");
        string folder = RecipeVariables.Expand(text[(at + 1)..]);
        return PeftFolder.Is(folder) ? (text[..at], folder) : throw new UserErrorException(
            $"{folder}: there is no adapter; give a folder with {PeftFolder.ConfigFile} and adapter_model.safetensors.");
    }
}
