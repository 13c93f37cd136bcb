// A trained reward model as a folder: the network, its tokenizer, and what has to be known to use its scores.

using System.Text.Json;
using System.Text.Json.Serialization;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>What a folder says of its reward model; "reward_model.json".</summary>
/// <param name="Scope">What of a response it scores.</param>
/// <param name="Statistics">Mean and deviation of its scores on held-out responses, fixed here: a normalised reward uses them.</param>
/// <param name="Evaluation">What the held-out examples said; null where there were none.</param>
sealed record RewardModelCard(RewardScope Scope, ScoreStatistics Statistics, RewardModelEvaluation? Evaluation = null);

/// <summary>
/// A reward model that scores. Groups are scored beside the generation, which holds the engine's threads: the network is one for
/// scoring, which has resources of its own.
/// </summary>
sealed class RewardModel : IDisposable
{
    const string CardFile = "reward_model.json";

    static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    readonly IFrozenScalarModel _network;
    readonly Tokenizer _tokenizer;
    readonly Lock _lock = new();

    RewardModel(IFrozenScalarModel network, Tokenizer tokenizer, RewardModelCard card) => (_network, _tokenizer, Card) = (network, tokenizer, card);

    /// <summary>What is known of it.</summary>
    public RewardModelCard Card { get; }

    /// <summary>Reads the folder that <see cref="Save"/> wrote, to score: nothing that training needs is kept.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="engine">What computes.</param>
    /// <param name="layout">Micro-batches, and whether matrices are rounded to bfloat16; null takes the defaults.</param>
    /// <exception cref="UserErrorException">A file is missing or broken, or the network has another head.</exception>
    public static RewardModel Load(string directory, IEngine engine, MemoryLayout? layout = null) =>
        Load(directory, engine, layout, CardOf(directory)
            ?? throw new UserErrorException($"{directory} holds no {CardFile}: it is not the folder of a reward model."));

    /// <summary>What a folder says of the reward model in it; null where it is not the folder of one.</summary>
    /// <exception cref="UserErrorException">What it says is malformed.</exception>
    public static RewardModelCard? CardOf(string directory)
    {
        string path = Path.Combine(directory, CardFile);
        if (!File.Exists(path))
            return null;
        try
        {
            var card = JsonSerializer.Deserialize<RewardModelCard>(File.ReadAllText(path), s_json);
            return card is { Statistics: not null } ? card
                : throw new UserErrorException($"{path} says nothing of the scores' mean and deviation: the folder is damaged.");
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{path} is malformed: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", error);
        }
    }

    static RewardModel Load(string directory, IEngine engine, MemoryLayout? layout, RewardModelCard card)
    {
        using var weights = WeightSources.Open(directory, OutputHead.Scalar);
        return new RewardModel(engine.ScalarModel(weights, NetworkUse.Scoring, layout), Tokenizer.Load(directory), card);
    }

    /// <summary>Writes a reward model into a folder (which exists).</summary>
    public static void Save(string directory, IScalarModel network, Tokenizer tokenizer, RewardModelCard card)
    {
        network.Weights.Save(directory);
        tokenizer.Save(directory);
        AtomicFile.WriteAllText(Path.Combine(directory, CardFile), JsonSerializer.Serialize(card, s_json));
    }

    /// <summary>What of a completion it scores.</summary>
    public ScoredText Text => new(_tokenizer, Card.Scope);

    /// <summary>Scores; may be called from several threads, which take turns.</summary>
    public float[][] Scores(IReadOnlyList<TokenSequence> sequences)
    {
        lock (_lock)
            return _network.Values(sequences);
    }

    /// <summary>The model as one part of a reward.</summary>
    /// <param name="name">Short name in lower case, e.g. "helpful".</param>
    /// <param name="options">How its scores are used.</param>
    public LearnedReward Reward(string name, LearnedRewardOptions options) => new(name, Text, Scores, Card.Statistics, options);

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
