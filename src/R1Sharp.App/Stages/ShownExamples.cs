// Reads the answered examples that a stage shows before its questions.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>Reads them.</summary>
static class ShownExamples
{
    /// <summary>How a model is asked that sees examples.</summary>
    /// <param name="asker">Who is asked.</param>
    /// <param name="template">How a question becomes a prompt.</param>
    /// <param name="recipe">Which examples; null shows none.</param>
    /// <param name="run">Where earlier stages left theirs.</param>
    /// <exception cref="UserErrorException">A file is missing or broken, or no example is short enough.</exception>
    public static Asker Before(Asker asker, PromptTemplate template, FewShotRecipe? recipe, RunParts run)
    {
        if (recipe is null)
            return asker;
        var shown = new FewShot(Read(recipe, asker.Tokenizer, run), recipe.Count, run.Seed);
        return asker with
        {
            Asks = problem => ProblemPrompt.Of(template, problem, [.. shown.For(problem).Select(e => (e.Question, e.Completion))]),
        };
    }

    static List<AnsweredExample> Read(FewShotRecipe recipe, Tokenizer tokenizer, RunParts run)
    {
        var all = recipe.Examples.SelectMany(source => Rows(run.FileOf(source)));
        var fitting = recipe.MaxTokens is not { } most ? all.ToList()
            : [.. all.Where(e => tokenizer.Encode(e.Question).Length + tokenizer.Encode(e.Completion).Length <= most)];
        return fitting.Count > 0 ? fitting
            : throw new UserErrorException("few_shot: there is no example to show; name others, or raise max_tokens.");
    }

    // Rows of other shapes are conversations, whose last answer is shown.
    static IEnumerable<AnsweredExample> Rows(ExampleFile file)
    {
        var (question, completion) = (new LineTemplate(file.Question), file.Completion is null ? null : new LineTemplate(file.Completion));
        return Dataset.Open(file).Rows().Select(row => completion is null ? OfShape(row, file)
            : new AnsweredExample(question.Fill(row), completion.Fill(row), Family(row)));
    }

    static AnsweredExample OfShape(JsonLine row, ExampleFile file)
    {
        var conversation = Conversation.Of(row, Conversation.ShapeOf(row, file.Shape));
        return new AnsweredExample(conversation.Before[^1].Content ?? "", conversation.Completion, Family(row));
    }

    static string? Family(JsonLine row) => row.Column("family") is { ValueKind: JsonValueKind.String } family ? family.GetString() : null;
}
