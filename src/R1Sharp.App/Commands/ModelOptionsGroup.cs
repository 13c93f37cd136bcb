// The options that evaluate, chat and generate have in common: the model, its template, how to sample.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.App.Commands;

/// <summary>Options about a model and its sampling.</summary>
public sealed class ModelOptionsGroup
{
    readonly Option<string> _model = new("--model") { Description = "The model: a Hugging Face folder, e.g. runs/NAME/model, or a GGUF file.", Required = true, HelpName = "folder" };
    readonly Option<string?> _template = new("--template") { Description = "How a question becomes a prompt; otherwise as the model was trained." };
    readonly Option<double> _temperature = new("--temperature") { Description = "0 takes the most probable token.", DefaultValueFactory = _ => 0.6 };
    readonly Option<double> _topP = new("--top-p") { Description = "Sample from the most probable tokens that make up this share.", DefaultValueFactory = _ => 0.95 };
    readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "Most tokens of a completion; otherwise what the model has room for." };
    readonly Option<ulong> _seed = new("--seed") { Description = "Decides the random numbers.", DefaultValueFactory = _ => 1 };
    readonly Option<int?> _threads = new("--threads") { Description = "Threads to use; changes no result." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _template, _temperature, _topP, _maxTokens, _seed, _threads])
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

    /// <summary>How to sample.</summary>
    public SamplingOptions Sampling(ParseResult parsed, LoadedModel model) => new()
    {
        Temperature = parsed.GetValue(_temperature),
        TopP = parsed.GetValue(_topP),
        MaxCompletionTokens = parsed.GetValue(_maxTokens) ?? model.Policy.Options.MaxPositions,
        StopTokens = model.EndIds,
    };
}
