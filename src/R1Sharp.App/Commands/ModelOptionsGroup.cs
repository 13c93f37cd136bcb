// The options that evaluate, chat and generate have in common: the model, its template, how to sample.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using R1Sharp.App.Sandbox;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Training;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.App.Commands;

/// <summary>Options about a model and its sampling.</summary>
public sealed class ModelOptionsGroup
{
    readonly Option<string> _model;
    readonly Option<string?> _template = new("--template") { Description = "How a question becomes a prompt; otherwise as the model was trained." };
    readonly Option<double> _temperature = new("--temperature") { Description = "0 takes the most probable token.", DefaultValueFactory = _ => 0.6 };
    readonly Option<double> _topP = new("--top-p") { Description = "Sample from the most probable tokens that make up this share.", DefaultValueFactory = _ => 0.95 };
    readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "Most tokens of a completion; otherwise what the model has room for." };
    readonly Option<ulong> _seed = new("--seed") { Description = "Decides the random numbers.", DefaultValueFactory = _ => 1 };
    readonly Option<int?> _threads = new("--threads") { Description = "Threads to use; changes no result." };
    readonly Option<bool> _pythonTool = new("--python-tool") { Description = "Run the python blocks that the model closes, in the sandbox, and show it their output." };

    /// <param name="isModelRequired">Whether there is nothing to do without a model.</param>
    public ModelOptionsGroup(bool isModelRequired = true) => _model = new("--model")
    {
        Description = "The model: a Hugging Face folder, e.g. runs/NAME/model, or a GGUF file.",
        Required = isModelRequired,
        HelpName = "folder",
    };

    /// <summary>Whether a model is named.</summary>
    public bool IsModelGiven(CommandResult result) => result.GetResult(_model) is { Implicit: false };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _template, _temperature, _topP, _maxTokens, _seed, _threads, _pythonTool])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            Within(result, _temperature, 0, 100);
            Within(result, _topP, 0, 1);
            Within(result, _maxTokens, 1, 1_000_000);
            Within(result, _threads, 1, 1024);
        });
    }

    /// <summary>A number that an option is given must lie in a range.</summary>
    public static void Within<T>(CommandResult result, Option<T> option, double least, double most)
    {
        if (result.GetResult(option) is not { Implicit: false } || result.GetValue(option) is not { } value)
            return;
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (!(number >= least && number <= most))
            result.AddError(FormattableString.Invariant($"{option.Name} is {number}, but must lie between {least} and {most}"));
    }

    /// <summary>The seed.</summary>
    public ulong Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Threads to compute with.</summary>
    public WorkerPool Pool(ParseResult parsed) => new(parsed.GetValue(_threads));

    /// <summary>Reads the model.</summary>
    /// <exception cref="UserErrorException">It is missing or broken.</exception>
    public LoadedModel Load(ParseResult parsed, WorkerPool pool) =>
        LoadedModel.Read(parsed.GetRequiredValue(_model), pool, parsed.GetValue(_template), forSampling: true);

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
        int room = model.Policy.Options.MaxPositions;
        return new()
        {
            Temperature = preset is null || IsGiven(parsed, _temperature) ? parsed.GetValue(_temperature) : preset.Temperature,
            TopP = preset is null || IsGiven(parsed, _topP) ? parsed.GetValue(_topP) : preset.TopP,
            MaxCompletionTokens = parsed.GetValue(_maxTokens) ?? Math.Min(preset?.MaxCompletionTokens ?? room, room),
            StopTokens = model.EndIds,
        };
    }

    static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
