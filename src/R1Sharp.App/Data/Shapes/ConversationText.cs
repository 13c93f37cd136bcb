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
            return (template.Render(conversation.Before, conversation.Tools), Joined(template.Prefill, conversation.Completion));
        }
        catch (UserErrorException e)
        {
            throw row.Error(e.Message);
        }
    }

    static string Joined(string prefill, string completion)
    {
        string tag = prefill.Trim(), said = completion.TrimStart();
        if (tag.Length == 0 || !said.StartsWith(tag, StringComparison.Ordinal))
            return completion;
        string rest = said[tag.Length..];
        return prefill.EndsWith('\n') && rest.StartsWith('\n') ? rest[1..] : rest;
    }
}
