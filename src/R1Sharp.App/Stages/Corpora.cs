// Texts to learn from: the miniature world's documents, the lines of a file, questions with completions.

using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Preferences;
using R1Sharp.Learning.Training.Supervised;

namespace R1Sharp.App.Stages;

/// <summary>Turns a recipe's corpora into sequences.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="world">The miniature world.</param>
sealed class Corpora(Recipe recipe, MiniatureWorld world)
{
    // More documents than any step holds: document i of step s is number s · DocumentsPerStep + i of the world's corpus.
    const long DocumentsPerStep = 1 << 24;

    /// <summary>Leaves out what holds items of the benchmarks that the recipe names.</summary>
    public Clearing Clearing { get; } = new(recipe.Decontaminate);

    /// <summary>Texts of a corpus for training a tokenizer on.</summary>
    public IEnumerable<string> Sample(CorpusSource corpus, int count) => corpus.Lines is { } lines
        ? Texts(lines).Take(count)
        : Enumerable.Range(0, count).Select(i => world.Document(recipe.Seed, i));

    /// <summary>The sequences of a pre-training corpus; texts longer than a sequence may be are cut into pieces.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="options">How much of it a step reads.</param>
    /// <param name="limits">The model's tokens and longest sequence.</param>
    public ISequenceSource Pretraining(CorpusSource corpus, LanguageModelOptions options, SequenceLimits limits)
    {
        var (tokenizer, maxPositions) = limits;
        if (corpus.Lines is { } lines)
        {
            var pieces = Texts(lines).SelectMany(text => ((int[])[.. tokenizer.Encode(text), tokenizer.EndOfTextId]).Chunk(maxPositions));
            return new ShuffledSequences(new SpooledSequences(pieces.Where(p => p.Length > 1).Select(p => new TokenSequence(p))), recipe.Seed,
                options.TokensPerStep, options.SequencesPerStep);
        }
        return new GeneratedSequences((step, index) => Document(step * DocumentsPerStep + index, tokenizer, maxPositions), options.TokensPerStep,
            options.SequencesPerStep);
    }

    /// <summary>Examples of a file: the completions are learned from, the prompts are not.</summary>
    /// <exception cref="UserErrorException">A row is broken or of another shape, or an example is longer than the model's longest sequence.</exception>
    /// <param name="file">The file.</param>
    /// <param name="limits">The model's tokens and longest sequence.</param>
    /// <param name="template">Turns questions into prompts.</param>
    /// <param name="counts">Takes how many are cut or left out; null counts nothing.</param>
    public IEnumerable<TokenSequence> Examples(ExampleFile file, SequenceLimits limits, PromptTemplate template, ExampleCounts? counts = null)
    {
        var learned = new LearnedText(file, limits, template, counts ?? new());
        return Rows(file).Select(learned.Of).OfType<TokenSequence>();
    }

    IEnumerable<JsonLine> Rows(DataSource source) => Clearing.Rows(source.Path, Dataset.Open(source).Rows());

    static TokenSequence Example(JsonLine row, Conversation conversation, SequenceLimits limits, PromptTemplate template)
    {
        var (prompt, completion) = ConversationText.Of(row, conversation, template);
        return Example(row, prompt, completion, limits);
    }

    /// <summary>Pairs of a file: both completions of a line answer its question.</summary>
    /// <exception cref="UserErrorException">A line is broken, or a completion is longer than the model's longest sequence.</exception>
    /// <param name="file">The file.</param>
    /// <param name="limits">The model's tokens and longest sequence.</param>
    /// <param name="template">Turns questions into prompts.</param>
    /// <param name="areSampled">Whether a stage sampled them: a completion that it rejected may be empty.</param>
    /// <param name="counts">Takes how many are left out as too long; null counts nothing.</param>
    public IEnumerable<CompletionPair> Pairs(
        PreferenceFile file, SequenceLimits limits, PromptTemplate template, bool areSampled = false, ExampleCounts? counts = null)
    {
        if (file.MaxPromptTokens is not null || file.MaxCompletionTokens is not null)
        {
            var (prompt, completion) = (file.MaxPromptTokens ?? int.MaxValue, file.MaxCompletionTokens ?? int.MaxValue);
            return (counts ?? new()).Fitting(Pairs(file with { MaxPromptTokens = null, MaxCompletionTokens = null }, limits, template, areSampled, counts),
                pair => new[] { pair.Chosen, pair.Rejected }.All(s => s.Targets[0] <= prompt && s.Tokens.Length - s.Targets[0] <= completion));
        }
        if (file.MaxTokens is { } most)
            return (counts ?? new()).Fitting(Pairs(file with { MaxTokens = null }, limits with { MaxPositions = int.MaxValue }, template, areSampled),
                pair => Math.Max(pair.Chosen.Tokens.Length, pair.Rejected.Tokens.Length), Math.Min(most, limits.MaxPositions));
        if (file.IsByShape)
            return Rows(file).Select(row => Pair(row, PreferenceRow.Of(row), limits, template, areSampled));
        var (question, chosen, rejected) = (new LineTemplate(file.Question), new LineTemplate(file.Chosen), new LineTemplate(file.Rejected));
        return Rows(file).Select(line =>
        {
            string prompt = ProblemPrompt.Of(template, line, question.Fill(line));
            return new CompletionPair(Example(line, prompt, chosen.FillToLearn(line, "chosen completion"), limits),
                Example(line, prompt, areSampled ? rejected.Fill(line) : rejected.FillToLearn(line, "rejected completion"), limits));
        });
    }

    /// <summary>What the world's judge prefers, as a reward model of the same settings would see it.</summary>
    /// <param name="judged">How many, how hard, drawn by what.</param>
    /// <param name="limits">The model's tokens and longest sequence.</param>
    /// <param name="template">Turns questions into prompts.</param>
    /// <param name="counts">Takes how many are left out as too long; null counts nothing.</param>
    public IEnumerable<CompletionPair> Judged(MiniatureJudgements judged, SequenceLimits limits, PromptTemplate template, ExampleCounts? counts = null)
    {
        var pairs = world.General.PreferencePairs(ProblemSplit.Train, judged.Count, judged.SeedIn(recipe.Seed), judged.HardShare ?? 0).Select(pair =>
        {
            string prompt = template.Render(pair.Problem.Question);
            return new CompletionPair(Learned(prompt, pair.Chosen, limits), Learned(prompt, pair.Rejected, limits));
        });
        return (counts ?? new()).Fitting(pairs, pair => Math.Max(pair.Chosen.Tokens.Length, pair.Rejected.Tokens.Length), limits.MaxPositions);
    }

    static CompletionPair Pair(JsonLine row, PreferenceRow pair, SequenceLimits limits, PromptTemplate template, bool areSampled)
    {
        pair.Chosen.RequireAnswer(row, "chosen completion");
        if (!areSampled)
            pair.Rejected.RequireAnswer(row, "rejected completion");
        return new(Example(row, pair.Chosen, limits, template), Example(row, pair.Rejected, limits, template));
    }

    static TokenSequence Example(JsonLine line, string prompt, string completion, SequenceLimits limits)
    {
        var example = Learned(prompt, completion, limits);
        return example.Tokens.Length <= limits.MaxPositions ? example : throw ExampleCounts.TooLong(line, example.Tokens.Length, limits);
    }

    static TokenSequence Learned(string prompt, string completion, SequenceLimits limits)
    {
        var (tokens, first) = LearnedText.Answer(limits.Tokenizer, prompt, completion);
        return new TokenSequence(tokens, first);
    }

    TokenSequence Document(long index, Tokenizer tokenizer, int maxPositions)
    {
        int[] tokens = tokenizer.Encode(world.Document(recipe.Seed, index));
        return new TokenSequence(tokens.Length <= maxPositions ? tokens : tokens[..maxPositions]);
    }

    /// <summary>The texts of a file's lines.</summary>
    /// <exception cref="UserErrorException">A line is broken or lacks a column.</exception>
    public IEnumerable<string> Texts(LineCorpus lines)
    {
        var template = lines.Template is null ? null : new LineTemplate(lines.Template);
        return Rows(lines).Select(row => template?.Fill(row) ?? PlainText.Of(row));
    }
}
