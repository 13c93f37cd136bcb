// One message of a conversation.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization;

/// <summary>A message as chat templates know it.</summary>
/// <param name="Role">Who speaks: usually "system", "user", "assistant" or "tool".</param>
/// <param name="Content">What is said; null for a message that only calls tools.</param>
public sealed record ChatMessage(string Role, string? Content)
{
    /// <summary>Whatever else the message has, by name: for example "tool_calls" or "reasoning_content".</summary>
    public IReadOnlyDictionary<string, JsonElement> Properties { get; init; } = new Dictionary<string, JsonElement>();
}
