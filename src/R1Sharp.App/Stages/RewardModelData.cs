// The examples of a reward model: lines of files, or completions sampled and judged.

using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Numerics;

namespace R1Sharp.App.Stages;

/// <summary>Reads the examples of files.</summary>
/// <param name="limits">The network's tokens and longest sequence.</param>
/// <param name="template">Turns questions into prompts.</param>
/// <param name="scope">What of a response is scored.</param>
/// <param name="general">The miniature world's general tasks.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="counts">Takes how many pairs are left out as too long; null counts nothing.</param>
sealed class RewardModelData(
    SequenceLimits limits, PromptTemplate template, RewardScope scope, GeneralWorld general, ulong seed, ExampleCounts? counts = null)
{
    readonly ScoredText _text = new(limits.Tokenizer, scope);

    /// <summary>All examples of a stage's files.</summary>
    /// <exception cref="UserErrorException">A file is missing, or a line is broken, too long or has nothing to score.</exception>
    public IEnumerable<IRewardExample> Of(RewardModelStage stage) =>
        [.. stage.Pairs.SelectMany(Pairs), .. stage.Labels.SelectMany(Labels), .. Preferences(stage.Preferences),
        .. Safety(stage.Safety)];

    /// <summary>The preferences of files.</summary>
    /// <exception cref="UserErrorException">A file is missing, or a line is broken, too long or has nothing to score.</exception>
    public IEnumerable<IRewardExample> OfPairs(IReadOnlyList<PreferenceFile> files) => files.SelectMany(Pairs);

    /// <summary>The labelled responses of files.</summary>
    /// <exception cref="UserErrorException">A file is missing, or a line is broken, too long or has nothing to score.</exception>
    public IEnumerable<IRewardExample> OfLabels(IReadOnlyList<LabelFile> files) => files.SelectMany(Labels);

    /// <summary>Splits examples by chance into those that are learned from and those that are held out, at least one where the share is above 0.</summary>
    public static (IRewardExample[] Learned, IRewardExample[] HeldOut) Split(IReadOnlyList<IRewardExample> examples, double heldOutShare, ulong seed)
    {
        IRewardExample[] shuffled = [.. examples];
        new RandomStream(seed, RandomPurpose.Shuffle, 0, 4).Shuffle(shuffled.AsSpan());
        int heldOut = (int)Math.Ceiling(heldOutShare * shuffled.Length);
        return (shuffled[heldOut..], shuffled[..heldOut]);
    }

    /// <summary>Examples with older ones, which make up a share of all; of more than that they are drawn by chance, and the order is by chance.</summary>
    public static IRewardExample[] Mixed(IRewardExample[] learned, IReadOnlyList<IRewardExample> older, double share, ulong seed)
    {
        IRewardExample[] drawn = [.. older];
        new RandomStream(seed, RandomPurpose.Shuffle, 1, 4).Shuffle(drawn.AsSpan());
        return [.. learned, .. drawn.Take((int)Math.Round(share / (1 - share) * learned.Length))];
    }

    /// <summary>The labelled completions that a stage left; those that are too long for the model are left out.</summary>
    /// <exception cref="UserErrorException">They are labelled in other steps than the model scores.</exception>
    public IEnumerable<IRewardExample> Labelled(string path)
    {
        foreach (var line in JsonLines.Stream(path))
        {
            var problem = DataRow.ProblemOf(line);
            string completion = line.Needed("completion").GetString()!;
            if (Fitting(problem, completion) is not { } response)
                continue;
            double[] labels = LabelsOf(line, _text.Unit is null ? "right" : "labels");
            yield return labels.Length == response.Sequence.Targets.Length ? new LabelledResponse(response, labels) : throw line.Error(
                $"the completion has {response.Sequence.Targets.Length} steps as the model cuts it, but {labels.Length} labels: label and score the same unit "
                + "(unit: results with scope: results, lines with steps).");
        }
    }

    IEnumerable<IRewardExample> Preferences(MiniatureJudgements? asked) => general
        .PreferencePairs(ProblemSplit.Train, asked?.Count ?? 0, asked?.SeedIn(seed) ?? seed, asked?.HardShare ?? 0)
        .Select(pair => (Chosen: Fitting(pair.Problem, pair.Chosen), Rejected: Fitting(pair.Problem, pair.Rejected)))
        .Where(pair => pair is { Chosen: not null, Rejected: not null }).Select(pair => new PreferencePair(pair.Chosen!, pair.Rejected!));

    IEnumerable<IRewardExample> Safety(MiniatureJudgements? asked) => general.SafetyExamples(ProblemSplit.Train, asked?.Count ?? 0, asked?.SeedIn(seed) ?? seed)
        .Select(example => (Response: Fitting(example.Problem, example.Response), example.IsSafe))
        .Where(example => example.Response is not null).Select(example => new LabelledResponse(example.Response!, [example.IsSafe ? 1 : 0]));

    ScoredResponse? Fitting(Problem problem, string completion) =>
        _text.Read(ProblemPrompt.Of(template, problem), completion) is { } response && response.Sequence.Tokens.Length <= limits.MaxPositions ? response : null;

    IEnumerable<IRewardExample> Pairs(PreferenceFile file) => Fitting(file.MaxTokens, data => data.AllPairs(file));

    IEnumerable<IRewardExample> Labels(LabelFile file) => Fitting(file.MaxTokens, data => data.AllLabels(file));

    // With a bound of its own a source leaves out what is longer, instead of refusing it.
    IEnumerable<IRewardExample> Fitting(int? most, Func<RewardModelData, IEnumerable<IRewardExample>> of) => most is not { } bound ? of(this)
        : (counts ?? new()).Fitting(of(new RewardModelData(limits with { MaxPositions = int.MaxValue }, template, scope, general, seed)),
            example => example.Responses.Max(r => r.Sequence.Tokens.Length), Math.Min(bound, limits.MaxPositions));

    IEnumerable<IRewardExample> AllPairs(PreferenceFile file)
    {
        var (question, chosen, rejected) = (new LineTemplate(file.Question), new LineTemplate(file.Chosen), new LineTemplate(file.Rejected));
        if (file.IsByShape)
            return Dataset.Open(file).Rows()
                .Select(row => PreferenceRow.Of(row) is var pair
                    ? new PreferencePair(Read(row, pair.Chosen, "chosen completion"), Read(row, pair.Rejected, "rejected completion"), MarginOf(row, file))
                    : null!);
        return Dataset.Open(file).Rows()
            .Select(line => new PreferencePair(Read(line, question.Fill(line), chosen.FillToLearn(line, "chosen completion")),
            Read(line, question.Fill(line), rejected.FillToLearn(line, "rejected completion")), MarginOf(line, file)));
    }

    static double MarginOf(JsonLine row, PreferenceFile file) => file.Margin is not { } column ? 0
        : row.Needed(column) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double margin) && double.IsFinite(margin) ? margin
            : throw row.Error($"'{column}' holds no number, which a margin is.");

    IEnumerable<IRewardExample> AllLabels(LabelFile file)
    {
        var (question, completion) = (new LineTemplate(file.Question), new LineTemplate(file.Completion));
        bool? haveSteps = null;
        foreach (var line in Dataset.Open(file).Rows())
        {
            haveSteps ??= file.IsByShape && LabelledSteps.IsIn(line);
            if (haveSteps.Value)
                foreach (var answer in LabelledSteps.Of(line))
                    yield return Labelled(line, Read(line, answer.Question, answer.Completion), answer.Labels, "labels");
            else
                yield return Labelled(line, file.IsByShape && line.Column("question") is null && line.Column("prompt") is { } prompt
                    ? Read(line, Conversation.Answered(Conversation.Prompt(line, prompt), Conversation.AnswerIn(line, "completion")), "completion")
                    : Read(line, question.Fill(line), completion.FillToLearn(line, "completion")), LabelsOf(line, file.Label), file.Label);
        }
    }

    LabelledResponse Labelled(JsonLine line, ScoredResponse response, IReadOnlyList<double> labels, string column)
    {
        int scores = response.Sequence.Targets.Length;
        return labels.Count == scores ? new LabelledResponse(response, [.. labels]) : throw line.Error(
            $"the completion has {scores} {(_text.Unit is null ? "score" : "steps")}, but the column '{column}' holds {labels.Count} labels"
                + (_text.Unit is null && labels.Count > 1 ? "; a model that scores steps has the scope 'steps'." : "."));
    }

    ScoredResponse Read(JsonLine line, Conversation conversation, string what)
    {
        conversation.RequireAnswer(line, what);
        var (prompt, completion) = ConversationText.Of(line, conversation, template);
        return ReadPrompt(line, prompt, completion);
    }

    ScoredResponse Read(JsonLine line, string question, string completion) => ReadPrompt(line, ProblemPrompt.Of(template, line, question), completion);

    ScoredResponse ReadPrompt(JsonLine line, string prompt, string completion)
    {
        var response = _text.Read(prompt, completion) ?? throw line.Error("the completion holds no summary: its thoughts never end.");
        int count = response.Sequence.Tokens.Length;
        return count <= limits.MaxPositions ? response : throw ExampleCounts.TooLong(line, count, limits);
    }

    static double[] LabelsOf(JsonLine line, string column)
    {
        var value = line.Needed(column);
        return [.. (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : (IEnumerable<JsonElement>)[value])
            .Select(label => LabelledSteps.Label(line, label, column))];
    }
}
