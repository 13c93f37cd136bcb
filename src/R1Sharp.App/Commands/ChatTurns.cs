// What was said in a chat, and what its commands do. The template decides what of earlier turns reaches the model: that of R1-Distill leaves
// out their thoughts.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands;

/// <summary>The turns of a chat. Templates of one question know no turns: there each question stands alone.</summary>
/// <param name="template">Turns them into a prompt.</param>
sealed class ChatTurns(PromptTemplate template)
{
    const string ResetCommand = "/reset", SystemCommand = "/system";

    readonly List<ChatMessage> _said = [];
    string? _system;

    /// <summary>Whether questions can refer to what was said before.</summary>
    public bool AreRemembered => template.Name == "chat";

    /// <summary>The commands, for whoever begins a chat.</summary>
    public string Usage => $"Ask{(AreRemembered ? $"; {ResetCommand} forgets what was said" : "")}; {SystemCommand} TEXT sets the system's message; an empty "
        + "line or Ctrl-D ends.";

    /// <summary>What a command has to say; null where the line is a question.</summary>
    public string? Command(string line)
    {
        if (line == ResetCommand)
            return Reset("Forgotten.");
        if (line != SystemCommand && !line.StartsWith(SystemCommand + " ", StringComparison.Ordinal))
            return null;
        string text = line[SystemCommand.Length..].Trim();
        _system = text.Length == 0 ? null : text;
        return Reset(_system is null ? "The system's message is the template's own." : "The system's message is set.");
    }

    /// <summary>The prompt of a question behind what was said.</summary>
    /// <exception cref="Learning.UserErrorException">The chat template refuses the conversation.</exception>
    public string Prompt(string question)
    {
        IEnumerable<ChatMessage> messages = [.. _said, new("user", question)];
        return template.Render([.. _system is null ? messages : messages.Prepend(new("system", _system))]);
    }

    /// <summary>Remembers a turn.</summary>
    /// <param name="question">What the user said.</param>
    /// <param name="completion">What the model wrote; what the template had put into its mouth stands before it.</param>
    public void Add(string question, string completion)
    {
        if (AreRemembered)
            _said.AddRange([new("user", question), new("assistant", template.Prefill + completion)]);
    }

    string Reset(string sentence)
    {
        _said.Clear();
        return $"({sentence})";
    }
}
