// Which tokens of a conversation are learned: the last answer, all that the assistant says, or everything; and the cut of long ones.

using R1Sharp.App.Data;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>Makes sequences of rows.</summary>
/// <param name="file">What is learned, and how long it may be.</param>
/// <param name="limits">The model's tokens and longest sequence.</param>
/// <param name="template">Turns conversations into text.</param>
sealed class LearnedText(ExampleFile file, SequenceLimits limits, PromptTemplate template)
{
    Tokenizer Tokenizer => limits.Tokenizer;

    /// <summary>The sequence of a row; null where nothing is left to learn of it after the cut.</summary>
    /// <exception cref="UserErrorException">The row is broken, too long for the model, or the template has no place for it.</exception>
    public TokenSequence? Of(JsonLine row)
    {
        var (tokens, targets) = file.TextColumn is { } column ? Everything(Text(row, column)) : RowShapes.ToLearn(row)
            .FirstOrDefault(RowShape.Text) is var shape && shape == RowShape.Text && file.Shape is null
            ? Everything(PlainText.Of(row)) : OfShape(row, Conversation.ShapeOf(row, file.Shape));
        return Cut(row, tokens, targets);
    }

    static string Text(JsonLine row, string column) => GoldAnswer.Text(row.Needed(column))
        ?? throw row.Error($"the column '{column}' is neither a text nor a number.");

    (int[] Tokens, IEnumerable<int> Targets) OfShape(JsonLine row, RowShape shape)
    {
        var conversation = Conversation.Of(row, shape);
        bool isConversation = shape is RowShape.Messages or RowShape.Conversations;
        var part = file.Learn == LearnedPart.AsTrl ? isConversation ? LearnedPart.Everything : LearnedPart.Completion : file.Learn ?? LearnedPart.Completion;
        try
        {
            return part switch
            {
                LearnedPart.Everything when isConversation => Everything(Whole(row, conversation)),
                LearnedPart.Assistant when isConversation => Assistant(row, conversation),
                LearnedPart.Everything => LastAnswer(row, conversation) is var (tokens, _) ? (tokens, Enumerable.Range(1, tokens.Length - 1)) : default,
                _ => LastAnswer(row, conversation),
            };
        }
        catch (UserErrorException e) when (!e.Message.StartsWith($"{row.Path}:", StringComparison.Ordinal))
        {
            throw row.Error(e.Message);
        }
    }

    (int[], IEnumerable<int>) Everything(string text)
    {
        int[] tokens = Tokenizer.Encode(text);
        if (tokens.Length == 0 || !text.TrimEnd().EndsWith(EndOfText, StringComparison.Ordinal))
            tokens = [.. tokens, Tokenizer.EndOfTextId];
        return (tokens, Enumerable.Range(1, tokens.Length - 1));
    }

    (int[], IEnumerable<int>) LastAnswer(JsonLine row, Conversation conversation)
    {
        var (prompt, completion) = ConversationText.Of(row, conversation, template);
        int[] before = Tokenizer.Encode(prompt), tokens = [.. before, .. Tokenizer.Encode(completion), Tokenizer.EndOfTextId];
        return (tokens, Enumerable.Range(before.Length, tokens.Length - before.Length));
    }

    // The template's own text, unless it drops a part of the last answer, as templates of R1's kin drop thoughts: then the answer is put behind the
    // prompt as it is.
    string Whole(JsonLine row, Conversation conversation)
    {
        string whole = template.RenderWhole([.. conversation.Before, new ChatMessage("assistant", conversation.Completion)]);
        if (whole.Contains(conversation.Completion.Trim(), StringComparison.Ordinal))
            return whole;
        var (prompt, completion) = ConversationText.Of(row, conversation, template);
        return prompt + completion + EndOfText;
    }

    // Each answer begins where the template asks for it and ends where the text with it ends: the text is rendered twice for each.
    (int[], IEnumerable<int>) Assistant(JsonLine row, Conversation conversation)
    {
        List<ChatMessage> messages = [.. conversation.Before, new ChatMessage("assistant", conversation.Completion)];
        string whole = Whole(row, conversation);
        var spans = new List<(int From, int To)>();
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role != "assistant")
                continue;
            bool isLast = i == messages.Count - 1;
            string before = template.Render(messages[..i]), until = isLast ? whole : template.RenderWhole(messages[..(i + 1)]);
            if (!whole.StartsWith(before, StringComparison.Ordinal) || !whole.StartsWith(until, StringComparison.Ordinal))
                throw row.Error("the template renders an earlier answer otherwise once more is said, so that it cannot be told which tokens are the "
                    + "assistant's: learn the last answer alone (learn: completion).");
            spans.Add((before.Length, until.Length));
        }
        return Masked(whole, spans);
    }

    // Each piece is encoded by itself, as a prompt and its completion are when the model samples.
    (int[], IEnumerable<int>) Masked(string whole, List<(int From, int To)> spans)
    {
        var (tokens, targets, at) = (new List<int>(), new List<int>(), 0);
        foreach (var (from, to) in spans)
        {
            tokens.AddRange(Tokenizer.Encode(whole[at..from]));
            int first = tokens.Count;
            tokens.AddRange(Tokenizer.Encode(whole[from..to]));
            targets.AddRange(Enumerable.Range(first, tokens.Count - first));
            at = to;
        }
        tokens.AddRange(Tokenizer.Encode(whole[at..]));
        return ([.. tokens], targets);
    }

    string EndOfText => Tokenizer.Decode([Tokenizer.EndOfTextId]);

    TokenSequence? Cut(JsonLine row, int[] tokens, IEnumerable<int> targets)
    {
        int length = Math.Min(tokens.Length, file.MaxTokens ?? int.MaxValue);
        if (length > limits.MaxPositions)
            throw row.Error($"the example has {tokens.Length} tokens, but the model's longest sequence is {limits.MaxPositions}; cut examples with "
                + $"max_tokens, or take the row out.");
        int[] left = [.. targets.Where(t => t > 0 && t < length)];
        return left.Length == 0 ? null : new TokenSequence(tokens[..length], left);
    }
}
