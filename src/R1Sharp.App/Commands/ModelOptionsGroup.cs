// The options that evaluate, chat and generate have in common: the model, its template, how to sample.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Sandbox;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Commands;

/// <summary>Options about a model and its sampling.</summary>
sealed class ModelOptionsGroup
{
    readonly Option<string> _model;
    readonly Option<string?> _adapter = AdapterOption();
    readonly Option<string?> _template = new("--template") { Description = "How a question becomes a prompt; otherwise as the model was trained." };
    readonly TemplateKwargsOption _templateKwargs = new("those of a row of data");
    readonly NumberOption<double> _temperature = new("--temperature", SettingsShape.KeyOf<EvaluationOptions>(nameof(EvaluationOptions.Temperature)))
    {
        Description = "0 takes the most probable token.",
        DefaultValueFactory = _ => 0.6,
    };
    readonly NumberOption<double> _topP = new("--top-p", SettingsShape.KeyOf<EvaluationOptions>(nameof(EvaluationOptions.TopP)))
    {
        Description = "Sample from the most probable tokens that make up this share.",
        DefaultValueFactory = _ => 0.95,
    };
    readonly NumberOption<int?> _topK =
        new("--top-k", SettingsShape.KeyOf<EvaluationOptions>(nameof(EvaluationOptions.TopK))) { Description = "Sample from so many most probable tokens." };
    readonly NumberOption<double?> _minP = new("--min-p", SettingsShape.KeyOf<EvaluationOptions>(nameof(EvaluationOptions.MinP)))
    {
        Description = "Leave out tokens less probable than this share of the most probable one.",
    };
    readonly NumberOption<double?> _repetition =
        new("--repetition-penalty", SettingsShape.KeyOf<EvaluationOptions>(nameof(EvaluationOptions.RepetitionPenalty)))
        {
            Description = "Divides positive and multiplies negative logits of tokens already in the text.",
        };
    readonly FreeTextOption<string[]> _stop = new("--stop")
    {
        Description = "A text that ends the completion and is cut off it. May be repeated.",
        HelpName = "text",
    };
    readonly NumberOption<int?> _maxTokens =
        new("--max-tokens",
        SettingsShape.KeyOf<EvaluationOptions>(nameof(EvaluationOptions.MaxCompletionTokens)))
        {
            Description =
        "Most tokens of a completion; otherwise what the model has room for."
        };
    readonly NumberOption<ulong> _seed = new("--seed", 0, ulong.MaxValue) { Description = "Decides the random numbers.", DefaultValueFactory = _ => 1 };
    readonly NumberOption<int?> _threads = new("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
    readonly Option<bool> _noSpeculation = new("--no-speculation") { Description = "Run no drafted tokens ahead; changes no result." };
    readonly Option<string> _compute = new("--compute")
    {
        Description = "With matrices that a GGUF file holds in blocks of 4 to 8 bits: as they are stored, or as floats.",
        DefaultValueFactory = _ => "stored",
    };
    readonly Option<bool> _pythonTool = new("--python-tool")
    {
        Description = "Run the python blocks that the model closes, in the sandbox, and show it their output.",
    };

    /// <param name="isModelRequired">Whether there is nothing to do without a model.</param>
    public ModelOptionsGroup(bool isModelRequired = true) => _model = new("--model")
    {
        Description = "The model: a Hugging Face folder, e.g. runs/NAME/model, a folder with an adapter, which names its base, or a GGUF file.",
        Required = isModelRequired,
        HelpName = "folder",
    };

    /// <summary>The option that names an adapter beside a model.</summary>
    public static Option<string?> AdapterOption() => new("--adapter")
    {
        Description = "An adapter beside the model: a folder as PEFT writes it, with adapter_config.json and adapter_model.safetensors.",
        HelpName = "folder",
    };

    /// <summary>Whether a model is named.</summary>
    public bool IsModelGiven(CommandResult result) => result.GetResult(_model) is { Implicit: false };

    /// <summary>What names the model: a folder, a file, or a name behind a URL; null where nothing does.</summary>
    public string? Name(ParseResult parsed) => parsed.GetValue(_model);

    /// <summary>The options that are given and have a meaning only where the engine itself samples.</summary>
    public IEnumerable<string> OnlyHere(CommandResult result) =>
        ((Option[])[_adapter, _template, _threads, _pythonTool]).Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name);

    /// <summary>How a model behind a URL is to sample: what is given, temperature and top-p in any case.</summary>
    public ChatQuestion Asked(ParseResult parsed) => new()
    {
        Messages = [],
        Temperature = parsed.GetValue(_temperature),
        TopP = parsed.GetValue(_topP),
        TopK = parsed.GetValue(_topK),
        MinP = parsed.GetValue(_minP),
        RepetitionPenalty = parsed.GetValue(_repetition),
        MaxTokens = parsed.GetValue(_maxTokens),
        Stop = parsed.GetValue(_stop) ?? [],
        TemplateKwargs = Variables(parsed),
        Seed = IsGiven(parsed, _seed) ? (long)(Seed(parsed) & long.MaxValue) : null,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _adapter, _template])
            command.Options.Add(option);
        _templateKwargs.AddTo(command);
        Option[] options =
            [_temperature, _topP, _topK, _minP, _repetition, _stop, _maxTokens, _seed, _threads,
                _noSpeculation, _compute, _pythonTool];
        _compute.AcceptOnlyFromAmong("stored", "float");
        foreach (var option in options)
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_stop) is { } stops && stops.Contains(""))
                result.AddError("--stop is empty, so that every completion would end with its first token");
        });
    }

    /// <summary>The seed.</summary>
    public ulong Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Threads to compute with; null takes all cores.</summary>
    public int? Threads(ParseResult parsed) => parsed.GetValue(_threads);

    /// <summary>Reads the model.</summary>
    /// <exception cref="UserErrorException">It is missing or broken.</exception>
    public LoadedModel Load(ParseResult parsed, IEngine engine)
    {
        using var progress = Progress.Of($"reading {parsed.GetRequiredValue(_model)}");
        var layout = new MemoryLayout { Speculation = !parsed.GetValue(_noSpeculation), AsStored = parsed.GetValue(_compute) == "stored" };
        var files = ModelFiles.Of(parsed.GetRequiredValue(_model), parsed.GetValue(_adapter));
        return LoadedModel.Read(files, engine, parsed.GetValue(_template), NetworkUse.Sampling, layout).With(Variables(parsed));
    }

    /// <summary>Variables of the chat template; null where none are given.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Variables(ParseResult parsed) => _templateKwargs.Read(parsed);

    /// <summary>What puts tokens into the completions; null where no tool is asked for.</summary>
    /// <exception cref="UserErrorException">A tool is asked for, but there is no sandbox on this machine.</exception>
    public Interjection? Tool(ParseResult parsed, LoadedModel model) =>
        parsed.GetValue(_pythonTool) ? new PythonTool(model.Tokenizer, PythonSandbox.Shared, new()).Interject : null;

    /// <summary>How to sample.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model, which has room for so many tokens.</param>
    /// <param name="preset">Takes the place of the defaults; null leaves them.</param>
    public SamplingOptions Sampling(ParseResult parsed, LoadedModel model, EvaluationPreset? preset = null)
    {
        int room = model.MaxPositions;
        return new()
        {
            Temperature = preset is null || IsGiven(parsed, _temperature) ? parsed.GetValue(_temperature) : preset.Temperature,
            TopP = preset is null || IsGiven(parsed, _topP) ? parsed.GetValue(_topP) : preset.TopP,
            TopK = parsed.GetValue(_topK),
            MinP = parsed.GetValue(_minP) ?? 0,
            RepetitionPenalty = parsed.GetValue(_repetition) ?? 1,
            StopStrings = parsed.GetValue(_stop) ?? [],
            MaxCompletionTokens = parsed.GetValue(_maxTokens) ?? Math.Min(preset?.MaxCompletionTokens ?? room, room),
            StopTokens = model.EndIds,
        };
    }

    /// <summary>How a model behind a URL is to sample by a convention; what is given counts.</summary>
    public ChatQuestion Asked(ParseResult parsed, EvaluationPreset? preset) => preset is null ? Asked(parsed) : Asked(parsed) with
    {
        Temperature = IsGiven(parsed, _temperature) ? parsed.GetValue(_temperature) : preset.Temperature,
        TopP = IsGiven(parsed, _topP) ? parsed.GetValue(_topP) : preset.TopP,
        MaxTokens = parsed.GetValue(_maxTokens) ?? preset.MaxCompletionTokens,
    };

    /// <summary>Settings of an evaluation that samples in this way.</summary>
    public static EvaluationOptions Evaluation(SamplingOptions sampling) => new()
    {
        Temperature = sampling.Temperature,
        TopP = sampling.TopP,
        TopK = sampling.TopK,
        MinP = sampling.MinP > 0 ? sampling.MinP : null,
        RepetitionPenalty = sampling.RepetitionPenalty != 1 ? sampling.RepetitionPenalty : null,
        Stop = sampling.StopStrings is { Count: > 0 } stops ? stops : null,
        MaxCompletionTokens = sampling.MaxCompletionTokens,
    };

    static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
