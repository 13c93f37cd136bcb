// A language model in this process: what everything else of the library begins with.

using Microsoft.Extensions.AI;
using R1Sharp.App;
using R1Sharp.App.Runs;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Supervised;

namespace R1Sharp;

/// <summary>
/// A language model with its tokenizer: it answers, learns, is measured and saved. One thread at a time may use it, but any number may ask its chat
/// clients. Results follow from weights, arguments and seed alone, to the bit, for any number of threads.
/// </summary>
/// <example>
/// <code>
/// using var model = R1Model.Load("runs/r1-zero-seed1/model");
/// Console.WriteLine(model.Ask("Take 79,*11,+15,-42.")[0]);
/// </code>
/// </example>
public sealed class R1Model : IDisposable
{
    readonly LoadedModel _model;
    readonly IEngine? _engine;
    readonly Lock _lock = new();
    ServedModel? _served;
    int _users;

    R1Model(LoadedModel model, string name, IEngine? engine) => (_model, Name, _engine) = (model, name, engine);

    /// <summary>What it is called: its folder's name.</summary>
    public string Name { get; }

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer => _model.Tokenizer;

    /// <summary>The network as trainers know it, for work that this class has no method for.</summary>
    /// <exception cref="InvalidOperationException">A chat client or a server is at work with it.</exception>
    public IPolicy Policy => Idle();

    /// <summary>Turns questions and conversations into prompts.</summary>
    public PromptTemplate Template => _model.Template;

    /// <summary>Opens a Hugging Face folder, a GGUF file, or a folder with adapters.</summary>
    /// <param name="path">Where it is; may be a name under the folder R1SHARP_HUB.</param>
    /// <param name="options">How; null opens it to be trained, with all cores.</param>
    /// <exception cref="UserErrorException">It is missing, incomplete or of a kind that is not known; the message says what and where.</exception>
    public static R1Model Load(string path, R1ModelOptions? options = null)
    {
        options ??= new();
        var files = ModelFiles.Of(path, options.AdapterFolder);
        return Opened(options.Threads, ServedModel.NameOf(path), engine => LoadedModel.Read(files, engine, options.Template,
            options.IsForSampling ? NetworkUse.Sampling : NetworkUse.Training, options.Layout, options.Adapter, options.Seed));
    }

    /// <summary>Makes a model of random weights, with a tokenizer that is trained on texts: for tests, and to see something learn without a download.</summary>
    /// <param name="texts">What it is going to read and write.</param>
    /// <param name="options">Its shape; null takes the usual one.</param>
    /// <exception cref="UserErrorException">The shape is none.</exception>
    public static R1Model Fresh(IEnumerable<string> texts, FreshModelOptions? options = null)
    {
        options ??= new();
        if (options.Recipe.Mistake() is { } mistake)
            throw new UserErrorException($"The shape of the new model: {mistake.Sentence}");
        var tokenizer = TokenizerTrainer.Train(texts, new() { VocabularySize = options.VocabularySize, ChatTemplate = options.ChatTemplate });
        return Opened(options.Threads, "fresh", engine =>
        {
            using var weights = WeightSources.Fresh(options.Recipe.Shape(tokenizer.VocabularySize, tokenizer.EndOfTextId), options.Seed);
            return new LoadedModel(engine.Policy(weights, NetworkUse.Training), tokenizer, options.Template);
        });
    }

    /// <summary>A model that stays another's.</summary>
    internal static R1Model Borrowed(LoadedModel model) => new(model, model.BaseName ?? "model", engine: null);

    static R1Model Opened(int? threads, string name, Func<IEngine, LoadedModel> read)
    {
        var engine = Engines.Open(threads);
        try
        {
            return new(read(engine), name, engine);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Answers to a question, put as the model's template puts it.</summary>
    /// <param name="question">The question.</param>
    /// <param name="count">How many.</param>
    /// <param name="sampling">How to sample; null samples up to 256 tokens at temperature 1.</param>
    /// <param name="seed">Decides the random numbers.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserErrorException">The prompt is too long.</exception>
    public IReadOnlyList<string> Ask(
        string question, int count = 1, SamplingOptions? sampling = null, ulong seed = 1, CancellationToken cancellation = default) =>
        Continue(Template.Render(question), count, sampling, seed, cancellation);

    /// <summary>Continuations of a text as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="count">How many.</param>
    /// <param name="sampling">How to sample; null samples up to 256 tokens at temperature 1.</param>
    /// <param name="seed">Decides the random numbers.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserErrorException">The text is empty or too long.</exception>
    public IReadOnlyList<string> Continue(
        string text, int count = 1, SamplingOptions? sampling = null, ulong seed = 1, CancellationToken cancellation = default)
    {
        sampling ??= new();
        var request = new GenerationRequest
        {
            Prompt = Tokenizer.Encode(text),
            SampleCount = count,
            Sampling = sampling with { StopTokens = [.. sampling.StopTokens, .. _model.EndIds] },
            Decode = tokens => Tokenizer.Decode(tokens),
            Seed = seed,
        };
        return
        [
            .. Idle().Generate([request], null, cancellation)[0]
                .Select(completion => StopText.Of(Tokenizer, completion, _model.EndIds, sampling.StopStrings)),
        ];
    }

    /// <summary>Learns to write texts: predicts each next token of them.</summary>
    /// <param name="texts">The texts; what is longer than the model's positions is cut.</param>
    /// <param name="options">Steps, learning rate and the like; null makes 100 steps of at most 4,096 tokens.</param>
    /// <param name="onStep">Told of each step.</param>
    /// <param name="seed">Decides the order of the texts.</param>
    /// <param name="cancellation">Ends it after the step in progress.</param>
    /// <returns>A report of each step.</returns>
    /// <exception cref="UserErrorException">There is no text.</exception>
    public IReadOnlyList<LanguageModelReport> LearnTexts(IEnumerable<string> texts, LanguageModelOptions? options = null,
        Action<LanguageModelReport>? onStep = null, ulong seed = 1, CancellationToken cancellation = default) =>
        Learn([.. texts.Select(text => ModelText.Whole(_model, text))], options, onStep, seed, cancellation);

    /// <summary>Learns to answer: predicts the answers, not the questions (supervised fine-tuning).</summary>
    /// <param name="examples">Questions with the answers that are wanted.</param>
    /// <param name="options">Steps, learning rate and the like; null makes 100 steps of at most 4,096 tokens.</param>
    /// <param name="onStep">Told of each step.</param>
    /// <param name="seed">Decides the order of the examples.</param>
    /// <param name="cancellation">Ends it after the step in progress.</param>
    /// <returns>A report of each step.</returns>
    /// <exception cref="UserErrorException">There is no example, or a question leaves no room for an answer.</exception>
    public IReadOnlyList<LanguageModelReport> LearnAnswers(IEnumerable<(string Question, string Answer)> examples, LanguageModelOptions? options = null,
        Action<LanguageModelReport>? onStep = null, ulong seed = 1, CancellationToken cancellation = default) =>
        Learn([.. examples.Select(example => Example(example.Question, example.Answer))], options, onStep, seed, cancellation);

    /// <summary>A question with its answer as trainers see it: the tokens of the answer, and what ends it, are the targets.</summary>
    /// <exception cref="UserErrorException">The question leaves no room for an answer.</exception>
    public TokenSequence Example(string question, string answer) => ModelText.Answered(_model, question, answer);

    /// <summary>Asks problems several times each and grades the answers.</summary>
    /// <param name="problems">Each with an id of its own.</param>
    /// <param name="options">How; null draws 16 answers of each at temperature 0.6, as R1's paper does.</param>
    /// <param name="rewards">What judges the answers beside right or wrong; null judges nothing else.</param>
    /// <param name="seed">Decides the random numbers: two models of one seed are compared like with like.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserErrorException">There is no problem, or two share an id.</exception>
    public EvaluationResult Evaluate(IReadOnlyList<Problem> problems, EvaluationOptions? options = null, IReadOnlyList<WeightedReward>? rewards = null,
        ulong seed = 1, CancellationToken cancellation = default) =>
        new Evaluator(Asker(rewards ?? [new(new AccuracyReward(new(), RewardHosts.Own), 1)]), options ?? new(), seed).Evaluate(problems, null, cancellation);

    /// <summary>The model together with what judges its answers, for trainers.</summary>
    /// <param name="rewards">At least one.</param>
    /// <exception cref="UserErrorException">There is none, or two have one name.</exception>
    public Asker Asker(IReadOnlyList<WeightedReward> rewards)
    {
        Idle();
        return _model.Asker(new RewardSum(rewards, RewardHosts.Own));
    }

    /// <summary>
    /// A client of Microsoft.Extensions.AI: streams, tools, JSON schemas that are kept to token by token, budgets of thoughts, usage. Several may ask at
    /// once; their requests are computed together. While one is there the model can do nothing else: dispose of it first.
    /// </summary>
    /// <remarks>What a request asks for and cannot be honoured is a <see cref="UserErrorException"/> that names it; nothing is passed over.</remarks>
    public IChatClient AsChatClient() => new ModelChatClient(Serving(), Release);

    /// <summary>Writes a Hugging Face folder; of a model with adapters that learn these alone, as PEFT does.</summary>
    /// <param name="folder">The folder; one that is there is replaced.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public void Save(string folder)
    {
        Idle();
        RunStorage.WriteFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), _model.Save);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _served?.Live.Dispose();
        if (_engine is null)
            return;
        _model.Dispose();
        _engine.Dispose();
    }

    /// <summary>The model at work for requests as they come; <see cref="Release"/> lets go of it.</summary>
    internal ServedModel Serving()
    {
        lock (_lock)
        {
            _users++;
            return _served ??= new ServedModel(_model, Name);
        }
    }

    /// <summary>Whoever was given <see cref="Serving"/> is done.</summary>
    internal void Release()
    {
        lock (_lock)
        {
            if (--_users > 0)
                return;
            _served?.Live.Dispose();
            _served = null;
        }
    }

    internal LoadedModel Loaded => _model;

    IPolicy Idle() => _served is null ? _model.Policy
        : throw new InvalidOperationException("A chat client or a server is at work with the model: dispose of it first.");

    IReadOnlyList<LanguageModelReport> Learn(IReadOnlyList<TokenSequence> sequences, LanguageModelOptions? options, Action<LanguageModelReport>? onStep,
        ulong seed, CancellationToken cancellation)
    {
        options ??= new() { Steps = 100, TokensPerStep = 4096, LearningRate = new() { Peak = 3e-3, WarmupSteps = 10 } };
        var trainer = new LanguageModelTrainer(Idle(), new ShuffledSequences(sequences, seed, options.TokensPerStep, options.SequencesPerStep), options);
        var reports = new List<LanguageModelReport>();
        for (int step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            reports.Add(trainer.Step(step));
            onStep?.Invoke(reports[^1]);
        }
        return reports;
    }
}
