// r1 generate: completions of one prompt, or of the rows of a dataset as a stream, by a model here or behind a URL.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Generations;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that generates.</summary>
static class GenerateCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var options = new GenerateOptions();
        var command = new Command("generate",
            "Let a model complete a prompt or the rows of a dataset; rows are printed or written the moment they end, and the same command goes on.");
        options.AddTo(command);
        command.SetAction(parsed => options.Stream.Service(parsed) is { } service ? FromService(options, service, parsed)
            : FromEngine(options, engines, parsed));
        return command;
    }

    static int FromEngine(GenerateOptions options, Func<int?, IEngine> engines, ParseResult parsed)
    {
        var generation = options.Generation(parsed);
        using var engine = engines(options.Model.Threads(parsed));
        using var model = options.Model.Load(parsed, engine);
        var request = options.Request(parsed, model);
        var answers = new EngineAnswers(model, new()
        {
            Request = request,
            IsRaw = options.IsRaw(parsed),
            Concurrency = options.Stream.Concurrency(parsed),
            Mode = options.Stream.ModeOf(parsed),
        });
        return Run(generation, answers, options.Settings(parsed, options.Model.Name(parsed)!, model.TemplateName),
            new(options.Stream.Concurrency(parsed), TimeProvider.System));
    }

    static int FromService(GenerateOptions options, ChatServiceOptions address, ParseResult parsed)
    {
        var generation = options.Generation(parsed);
        using var service = new ChatService(address);
        string name = ModelOf(service, options.Model.Name(parsed));
        var answers = new ServiceAnswers(service, new()
        {
            Model = name,
            Sampling = options.Model.Asked(parsed),
            Samples = options.Samples(parsed),
            Concurrency = options.Stream.Concurrency(parsed),
            Mode = options.Stream.ModeOf(parsed),
        });
        return Run(generation, answers, options.Settings(parsed, name, null),
            new(options.Stream.Concurrency(parsed), TimeProvider.System) { Retried = () => service.Retried });
    }

    static int Run(RowGeneration generation, IRowAnswers answers, JsonObject settings, StreamProgress progress)
    {
        using var interruption = new Interruption("asking no more, and waiting for the completions that are on their way");
        return generation.Run(answers, settings, progress, interruption.Token) ? ExitCode.Fine : ExitCode.Internal;
    }

    // The service is asked for its models in any case: what is no such service is found before five hundred questions go out.
    static string ModelOf(ChatService service, string? named)
    {
        var models = service.ModelsAsync().GetAwaiter().GetResult();
        return named ?? service.OnlyOf(models);
    }
}

/// <summary>What a generation is asked for on the command line.</summary>
sealed class GenerateOptions
{
    readonly FreeTextOption<string?> _prompt = new("--prompt") { Description = "A question; the template is put around it." };
    readonly Option<string?> _input = new("--input")
    {
        Description = "Rows to ask: a file, a pattern, a dataset's folder, or its name under R1SHARP_HUB.",
        HelpName = "data",
    };
    readonly Option<string?> _config = new("--config") { Description = "The dataset's configuration; otherwise its default." };
    readonly Option<string?> _split = new("--split") { Description = "The dataset's split, or a part of it like 'train[:100]'." };
    readonly Option<string?> _column = new("--problem-column") { Description = "The question's column." };
    readonly Option<string?> _question = QuestionOption.Create();
    readonly NumberOption<int?> _problems = new("--problems", 1, 1_000_000_000) { Description = "Ask only the first so many rows; otherwise all." };
    readonly NumberOption<int> _samples = new("--samples", 1, 4096, "-k") { Description = "Completions of each question.", DefaultValueFactory = _ => 1 };
    readonly Option<bool> _raw = new("--raw") { Description = "Put no template around the question." };
    readonly ThinkingOptionsGroup _thinking = new();

    /// <summary>The model and how it samples.</summary>
    public ModelOptionsGroup Model { get; } = new(isModelRequired: false);

    /// <summary>Who answers, and where rows go.</summary>
    public StreamOptionsGroup Stream { get; } = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_prompt, _input, _config, _split, _column, _question, _problems, _samples, _raw])
            command.Options.Add(option);
        Model.AddTo(command);
        Stream.AddTo(command);
        _thinking.AddTo(command);
        command.Validators.Add(Check);
    }

    /// <summary>Completions of each question.</summary>
    public int Samples(ParseResult parsed) => parsed.GetValue(_samples);

    /// <summary>Whether no template is put around the question.</summary>
    public bool IsRaw(ParseResult parsed) => parsed.GetValue(_raw);

    /// <summary>What is asked, and where it goes.</summary>
    /// <exception cref="UserErrorException">There is no such data.</exception>
    public RowGeneration Generation(ParseResult parsed)
    {
        var target = Stream.Target(parsed);
        if (parsed.GetValue(_prompt) is { } prompt)
            return new(null, AskedRows.Of(prompt), target);
        var source = new ProblemFileOptions
        {
            Path = parsed.GetValue(_input)!,
            Config = parsed.GetValue(_config),
            Split = parsed.GetValue(_split),
            ProblemColumn = parsed.GetValue(_column),
            Question = QuestionOption.Read(parsed, _question),
            MaxProblems = parsed.GetValue(_problems),
        };
        var data = Dataset.Open(source);
        return new(data, AskedRows.Of(data, source), target) { MostRows = source.MaxProblems };
    }

    /// <summary>What is asked of the engine.</summary>
    public GenerationRequest Request(ParseResult parsed, LoadedModel model) => new()
    {
        Prompt = [],
        SampleCount = Samples(parsed),
        Sampling = Model.Sampling(parsed, model),
        Seed = Model.Seed(parsed),
        Interject = Model.Tool(parsed, model),
        Steering = _thinking.Steering(parsed, model.Tokenizer),
        Decode = tokens => model.Tokenizer.Decode(tokens),
    };

    /// <summary>How the completions are made, as it stands beside them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="template">How a question becomes a prompt; null where a service knows.</param>
    public JsonObject Settings(ParseResult parsed, string model, string? template)
    {
        var settings = Model.Asked(parsed);
        var json = new JsonObject { ["model"] = model, ["samples"] = Samples(parsed), ["temperature"] = settings.Temperature, ["top_p"] = settings.TopP };
        foreach (var (name, value) in (IEnumerable<(string, JsonNode?)>)
        [
            ("top_k", settings.TopK), ("min_p", settings.MinP), ("repetition_penalty", settings.RepetitionPenalty), ("max_tokens", settings.MaxTokens),
            ("stop", settings.Stop.Count > 0 ? new JsonArray([.. settings.Stop.Select(stop => (JsonNode)stop)]) : null),
            ("seed", template is null ? settings.Seed : Model.Seed(parsed)), ("template", IsRaw(parsed) ? "none" : template),
            ("chat_template_kwargs", settings.TemplateKwargs is { } variables
                ? new JsonObject(variables.Select(v => KeyValuePair.Create(v.Key, JsonNode.Parse(v.Value.GetRawText())))) : null),
            ("problem_column", parsed.GetValue(_column)), ("question", QuestionOption.Read(parsed, _question)),
        ])
            if (value is not null)
                json[name] = value;
        string[] steering = [.. _thinking.Given(parsed.CommandResult).Select(name => $"{name[2..]}={Text(parsed, name)}")];
        if (steering.Length > 0)
            json["steering"] = string.Join(' ', steering);
        return json;
    }

    static string Text(ParseResult parsed, string option) => string.Join(' ',
        parsed.CommandResult.Children.OfType<OptionResult>().First(o => o.Option.Name == option).Tokens.Select(t => t.Value));

    void Check(CommandResult result)
    {
        if (result.GetValue(_prompt) is null == result.GetValue(_input) is null)
            result.AddError("give either --prompt or --input");
        else if (Stream.IsRemote(result))
        {
            string[] here = [.. Model.OnlyHere(result), .. _thinking.Given(result), .. result.GetValue(_raw) ? (string[])[_raw.Name] : []];
            if (here.Length > 0)
                result.AddError($"{here[0]} is for a model here and not for one behind a URL, which has its own template and samples by itself");
        }
        else if (!Model.IsModelGiven(result))
            result.AddError("give --model, a folder or a GGUF file, or --url, the address of a service");
    }
}
