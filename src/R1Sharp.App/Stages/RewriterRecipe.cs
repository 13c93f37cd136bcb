// Who puts collected completions into another form where no rule can: a model that a stage before left, or one behind a URL. In the paper DeepSeek-V3
// made the thoughts of R1-Zero readable so, and people checked; here the graders check.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Tasks.Metrics;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Stages;

/// <summary>A model that rewrites completions; one of stage and url.</summary>
sealed record RewriterRecipe : IChecked
{
    /// <summary>The stage before whose model is asked.</summary>
    public string? Stage { get; init; }

    /// <summary>The address of an OpenAI-compatible service, e.g. http://localhost:8000/v1.</summary>
    public string? Url { get; init; }

    /// <summary>The model's name there.</summary>
    public string? Model { get; init; }

    /// <summary>The variable of the environment that holds the service's key.</summary>
    public string KeyVariable { get; init; } = "OPENAI_API_KEY";

    /// <summary>Seconds to wait for an answer of the service.</summary>
    [Range(1.0, 86_400.0)] public double TimeoutSeconds { get; init; } = 300;

    /// <summary>Questions on their way to the service at a time.</summary>
    [Range(1, 1024)] public int AtOnce { get; init; } = 16;

    /// <summary>What is asked, with {question} and {completion}.</summary>
    public string Ask { get; init; } =
        "Here are a question and a completion: thoughts, then the answer. Write the completion again so that a person likes to read it. Keep every step that "
        + "leads to the answer, every reflection and every check; leave out repetitions and what leads nowhere; use one language, that of the question. Keep "
        + "its form, thoughts between <think> and </think>, then a short summary with the answer in its tags or its box. Give nothing but the new completion."
        + "\n\nQuestion: {question}\n\nCompletion: {completion}";

    /// <summary>Most tokens of what a stage's model writes.</summary>
    [Range(1, 1_000_000)] public int MaxTokens { get; init; } = 512;

    /// <summary>Whether what is rewritten is kept only where its answer is right.</summary>
    public bool RequireRight { get; init; } = true;

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Stage is null == Url is null
        ? new("a rewriter is the model of a stage ('stage') or one behind an address ('url'): give one of the two.", "stage")
        : Url is null != Model is null ? new("'url' and 'model' of a rewriter belong together.", Url is null ? "model" : "url")
        : RewriteAsk.MistakeOf(Ask, "ask");
}

/// <summary>The text that asks for a rewriting.</summary>
static class RewriteAsk
{
    const string Question = "question", Completion = "completion";

    /// <summary>The text for a completion.</summary>
    public static string Fill(string ask, CompletionDraft draft) =>
        new LineTemplate(ask).Fill(place => place == Question ? draft.Problem.Question : draft.Text);

    /// <summary>What is wrong with a text; null where nothing is.</summary>
    public static SettingsMistake? MistakeOf(string ask, string key)
    {
        var places = new LineTemplate(ask).Places.ToList();
        return places.Find(place => place is not (Question or Completion)) is { } unknown
            ? new($"'{key}' has the place {{{unknown}}}, but only {{{Question}}} and {{{Completion}}} are known.", key)
            : places.Contains(Completion) ? null : new($"'{key}' does not show the completion: put {{{Completion}}} into it.", key);
    }
}

/// <summary>Rewrites completions by a model, and keeps what is still right.</summary>
/// <param name="recipe">Which model, and what it is asked.</param>
/// <param name="options">What is asked of completions that are kept.</param>
/// <param name="run">Where models are.</param>
sealed class ModelRewriter(RewriterRecipe recipe, RejectionOptions options, RunParts run) : IDisposable
{
    readonly LoadedModel? _model = recipe.Stage is { } stage ? run.Models.Beside(stage) : null;
    readonly RewardSum _measures = run.Measures();

    /// <summary>The completions rewritten; null where one could not be.</summary>
    public IReadOnlyList<string?> Rewrite(IReadOnlyList<CompletionDraft> drafts)
    {
        string[] asked = [.. drafts.Select(draft => RewriteAsk.Fill(recipe.Ask, draft))];
        return [.. (_model is null ? Asked(asked) : Generated(_model, asked)).Zip(drafts, (text, draft) => Checked(draft.Problem, text))];
    }

    /// <inheritdoc/>
    public void Dispose() => _model?.Dispose();

    string?[] Generated(LoadedModel model, string[] asked)
    {
        int[][] prompts = [.. asked.Select(text => model.Tokenizer.Encode(model.Template.Render(text)))];
        var fitting = Enumerable.Range(0, prompts.Length).Where(i => prompts[i].Length < model.MaxPositions).ToList();
        var written = fitting.Count == 0 ? [] : model.Policy.Generate([.. fitting.Select(i => new GenerationRequest
        {
            Prompt = prompts[i],
            PromptKey = i,
            Sampling = new() { Temperature = 0, MaxCompletionTokens = recipe.MaxTokens, StopTokens = model.EndIds },
        })]);
        var texts = new string?[asked.Length];
        foreach (var (place, completions) in fitting.Zip(written))
            texts[place] = completions[0].Finish == FinishReason.Stop ? StopText.Of(model.Tokenizer, completions[0], model.EndIds, []) : null;
        return texts;
    }

    IEnumerable<string?> Asked(string[] asked)
    {
        var service = run.Host.Chats(new()
        {
            Url = ChatServiceOptions.Address(recipe.Url!, "rewriter.url"),
            Model = recipe.Model!,
            KeyVariable = recipe.KeyVariable,
            TimeoutSeconds = recipe.TimeoutSeconds,
            KeepThoughts = true,
        });
        return asked.Chunk(recipe.AtOnce).SelectMany(some => JudgeThreads.Each(some, text => (string?)WithoutOwnThoughts(service.Ask(text))));
    }

    // A model that thinks does so before it writes thoughts.
    static string WithoutOwnThoughts(string text)
    {
        int end = text.IndexOf(StandardTokens.EndThink, StringComparison.Ordinal);
        string rest = end < 0 ? "" : text[(end + StandardTokens.EndThink.Length)..];
        return rest.Contains(StandardTokens.Think, StringComparison.Ordinal) ? rest.Trim() : text.Trim();
    }

    string? Checked(Problem problem, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var scores = _measures.Score(new(problem, "", text, 1, FinishReason.Stop)).Parts.ToDictionary(p => p.Name, p => p.Score.Value);
        return (!recipe.RequireRight || scores["accuracy"] >= 1) && (!options.RequireFormat || HasForm(text)) ? text : null;
    }

    /// <summary>
    /// Whether a rewriting has the form that is asked for: thoughts, closed once, and something behind them. The form of completions has no room for the
    /// summary between thoughts and answer.
    /// </summary>
    internal static bool HasForm(string text) =>
        ThinkAnswerText.Count(text, ThinkAnswerText.ThinkOpen) == 1 && ThinkAnswerText.Count(text, ThinkAnswerText.ThinkClose) == 1
        && ThinkAnswerText.Split("", text) is { Think: { } thoughts, Rest: { } rest }
        && !string.IsNullOrWhiteSpace(thoughts) && !string.IsNullOrWhiteSpace(rest);
}
