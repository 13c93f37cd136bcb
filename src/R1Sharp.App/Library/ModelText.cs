// From texts to what is learned of them.

using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp;

/// <summary>Makes token sequences for a model.</summary>
static class ModelText
{
    /// <summary>A text with what ends it; every token is learned.</summary>
    public static TokenSequence Whole(LoadedModel model, string text) => new(Cut(model, [.. model.Tokenizer.Encode(text), model.Tokenizer.EndOfTextId]));

    /// <summary>A question and its answer, of which the answer is learned.</summary>
    /// <exception cref="UserErrorException">The question leaves no room for an answer.</exception>
    public static TokenSequence Answered(LoadedModel model, string question, string answer)
    {
        int[] prompt = model.Tokenizer.Encode(model.Template.Render(question));
        if (prompt.Length >= model.MaxPositions)
            throw new UserErrorException(
                $"The question that begins \"{question[..Math.Min(40, question.Length)]}\" has {prompt.Length} tokens with its template, but the model has "
                + $"{model.MaxPositions} positions: leave it out, or take a model with more.");
        return new(Cut(model, [.. prompt, .. model.Tokenizer.Encode(answer), model.Tokenizer.EndOfTextId]), prompt.Length);
    }

    static int[] Cut(LoadedModel model, int[] tokens) => tokens.Length <= model.MaxPositions ? tokens : tokens[..model.MaxPositions];
}
