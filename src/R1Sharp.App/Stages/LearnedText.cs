// Which tokens of a conversation are learned: the last answer, all that the assistant says, or everything; and the cut of long ones.

using R1Sharp.App.Data.Rows;
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
/// <param name="counts">Takes how many are cut or left out.</param>
sealed class LearnedText(ExampleFile file, SequenceLimits limits, PromptTemplate template, ExampleCounts counts)
{
    readonly LineTemplate? _question = file.Completion is null ? null : new(file.Question),
        _completion = file.Completion is { } text ? new(text) : null;
    RowShape? _shape;

    Tokenizer Tokenizer => limits.Tokenizer;

    /// <summary>A completion behind its prompt, with the token that ends a text, once; and the first token of the completion.</summary>
    public static (int[] Tokens, int First) Answer(Tokenizer tokenizer, string prompt, string completion)
    {
        int[] before = tokenizer.Encode(prompt);
        string end = tokenizer.Decode([tokenizer.EndOfTextId]);
        if (end.Length > 0 && completion.EndsWith(end, StringComparison.Ordinal))
            completion = completion[..^end.Length];
        return ([.. before, .. tokenizer.Encode(completion), tokenizer.EndOfTextId], before.Length);
    }

    /// <summary>The sequence of a row; null where nothing is left to learn of it after the cut.</summary>
    /// <exception cref="UserErrorException">The row is broken, too long for the model, or the template has no place for it.</exception>
    public TokenSequence? Of(JsonLine row)
    {
        var (tokens, targets) = _completion is not null
            ? Behind(ProblemPrompt.Of(template, row, _question!.Fill(row)), _completion.FillToLearn(row, "completion"))
            : file.TextColumn is { } column ? Plain(Text(row, column)) : IsText(row) ? Plain(PlainText.Of(row))
            : OfShape(row, _shape ??= Conversation.ShapeOf(row, file.Shape));
        return Cut(row, tokens, targets);
    }

    // Rows of no other shape that have a text are learned whole, where it is said what is learned of a row.
    bool IsText(JsonLine row) => _shape is null && file.Shape is null && file.IsByPart && !RowShapes.ToLearn(row).Any();

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
                LearnedPart.Everything when isConversation => Everything(Whole(row, conversation, conversation.After)),
                LearnedPart.Assistant when isConversation => Assistant(row, conversation),
                LearnedPart.Everything => (LastAnswer(row, conversation).Tokens is var tokens ? tokens : [], Enumerable.Range(1, tokens.Length - 1)),
                _ => LastAnswer(row, conversation),
            };
        }
        catch (UserErrorException e) when (!e.Message.StartsWith($"{row.Path}:", StringComparison.Ordinal))
        {
            throw row.Error(e.Message);
        }
    }

    (int[], IEnumerable<int>) Everything(string text) => Everything(text, Tokenizer.Encode(text));

    // A text that no template has begun begins as the tokenizer begins texts.
    (int[], IEnumerable<int>) Plain(string text) => Everything(text, Tokenizer.EncodeWithSpecial(text));

    (int[], IEnumerable<int>) Everything(string text, int[] tokens)
    {
        if (tokens.Length == 0 || tokens[^1] != Tokenizer.EndOfTextId && !text.TrimEnd().EndsWith(EndOfText, StringComparison.Ordinal))
            tokens = [.. tokens, Tokenizer.EndOfTextId];
        return (tokens, Enumerable.Range(1, tokens.Length - 1));
    }

    (int[] Tokens, IEnumerable<int> Targets) LastAnswer(JsonLine row, Conversation conversation)
    {
        var (prompt, completion) = ConversationText.Of(row, conversation, template);
        return Behind(prompt, completion);
    }

    (int[], IEnumerable<int>) Behind(string prompt, string completion)
    {
        var (tokens, first) = Answer(Tokenizer, prompt, completion);
        return (tokens, Enumerable.Range(first, tokens.Length - first));
    }

    // The template's own text, unless nothing is said behind and it drops a part of the last answer, as templates of R1's kin drop thoughts: then the
    // answer is put behind the prompt as it is.
    string Whole(JsonLine row, Conversation conversation, IReadOnlyList<ChatMessage> after)
    {
        string whole = template.With(conversation.Variables).RenderWhole([.. conversation.Messages, .. after], conversation.Tools);
        if (after.Count > 0 || whole.Contains(conversation.Completion.Trim(), StringComparison.Ordinal))
            return whole;
        var (prompt, completion) = ConversationText.Of(row, conversation, template);
        return prompt + completion + EndOfText;
    }

    // As the template marks it. Where it drops a part of the last answer, that is put behind the prompt, whose own marks are those of earlier answers.
    (int[], IEnumerable<int>) Assistant(JsonLine row, Conversation conversation)
    {
        var messages = conversation.Messages;
        var own = template.With(conversation.Variables);
        var whole = own.RenderMarked(messages, isPrompt: false, conversation.Tools);
        if (whole.Answers.Count == 0)
            return RenderedTwice(row, conversation, messages);
        if (whole.Text.Contains(conversation.Completion.Trim(), StringComparison.Ordinal))
            return Masked(whole.Text, whole.Answers);
        var before = own.RenderMarked(conversation.Before, isPrompt: true, conversation.Tools);
        string text = before.Text + ConversationText.Of(row, conversation, template).Completion + EndOfText;
        return Masked(text, [.. before.Answers, (before.Text.Length, text.Length)]);
    }

    // Each answer begins where the template asks for it and ends where the text with it ends.
    (int[], IEnumerable<int>) RenderedTwice(JsonLine row, Conversation conversation, List<ChatMessage> messages)
    {
        string whole = Whole(row, conversation, after: []);
        var own = template.With(conversation.Variables);
        var spans = new List<(int From, int To)>();
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role != "assistant")
                continue;
            bool isLast = i == messages.Count - 1;
            string before = own.Render(messages[..i], conversation.Tools);
            string until = isLast ? whole : own.RenderWhole(messages[..(i + 1)], conversation.Tools);
            if (!whole.StartsWith(before, StringComparison.Ordinal) || !whole.StartsWith(until, StringComparison.Ordinal))
                throw row.Error("the template renders an earlier answer otherwise once more is said, so that it cannot be told which tokens are the "
                    + "assistant's: learn the last answer alone (learn: completion).");
            spans.Add((before.Length, until.Length));
        }
        return Masked(whole, spans);
    }

    // Each piece is encoded by itself, as a prompt and its completion are when the model samples.
    (int[], IEnumerable<int>) Masked(string whole, IReadOnlyList<(int From, int To)> spans)
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
        int most = file.TooLong is null ? file.MaxTokens ?? int.MaxValue : Math.Min(file.MaxTokens ?? int.MaxValue, limits.MaxPositions);
        int length = Math.Min(tokens.Length, most);
        if (length > limits.MaxPositions)
            throw ExampleCounts.TooLong(row, tokens.Length, limits);
        int[] left = [.. targets.Where(t => t > 0 && t < length)];
        if (left.Length == 0 || length < tokens.Length && file.TooLong == LongExample.LeaveOut)
        {
            counts.LeftOut++;
            return null;
        }
        counts.Cut += length < tokens.Length ? 1 : 0;
        return new TokenSequence(tokens[..length], left);
    }
}
