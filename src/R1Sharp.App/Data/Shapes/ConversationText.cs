// A conversation as prompt and completion, by a template.

using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data.Shapes;

/// <summary>Renders conversations.</summary>
static class ConversationText
{
    /// <summary>
    /// The prompt and the completion. What the template has put into the assistant's mouth (R1-Distill's &lt;think&gt;) is the prompt's: a
    /// completion that begins with it says it once.
    /// </summary>
    /// <exception cref="UserErrorException">The template has no place for the conversation; the message names the row.</exception>
    public static (string Prompt, string Completion) Of(JsonLine row, Conversation conversation, PromptTemplate template)
    {
        try
        {
            template = template.With(conversation.Variables);
            string prompt = template.Render(conversation.Before, conversation.Tools);
            return (prompt, conversation.Answers is null ? Joined(template.Prefill, conversation.Completion) : Written(row, conversation, template, prompt));
        }
        catch (UserErrorException e)
        {
            throw row.Error(e.Message);
        }
    }

    // Calls, and several messages, are as the template writes them.
    static string Written(JsonLine row, Conversation conversation, PromptTemplate template, string prompt)
    {
        string whole = template.RenderWhole(conversation.Messages, conversation.Tools);
        return whole.StartsWith(prompt, StringComparison.Ordinal) ? whole[prompt.Length..].TrimEnd() : throw row.Error(
            "the template writes what is said before otherwise once it is answered, so that the answer cannot be told apart: learn all that the assistant says "
            + "(learn: assistant).");
    }

    static string Joined(string prefill, string completion)
    {
        string tag = prefill.Trim(), said = completion.TrimStart();
        if (tag.Length == 0 || !said.StartsWith(tag, StringComparison.Ordinal))
            return completion;
        string rest = said[tag.Length..];
        int breaks = Math.Min(prefill.Length - prefill.TrimEnd('\n').Length, rest.Length - rest.TrimStart('\n').Length);
        return rest[breaks..];
    }
}
