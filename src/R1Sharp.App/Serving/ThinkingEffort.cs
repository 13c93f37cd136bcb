// How much a request wants thought: words for budgets, and the least.

using System.Globalization;
using System.Text.Json;

namespace R1Sharp.App.Serving;

/// <summary>Budgets of thoughts.</summary>
static class ThinkingEffort
{
    const int MostWaits = 9999, MostLeast = 999_999;

    /// <summary>Most tokens of the thoughts by the words of OpenAI's field "reasoning_effort"; null where they are free.</summary>
    /// <exception cref="ApiException">There is no such word.</exception>
    public static int? MostTokens(string? effort) => effort switch
    {
        null or "high" or "xhigh" => null,
        "medium" => 2048,
        "low" => 512,
        "minimal" => 128,
        "none" => 0,
        _ => throw ApiException.Bad("reasoning_effort", "'reasoning_effort' must be none, minimal, low, medium, high or xhigh."),
    };

    /// <summary>How often the end of the thoughts is refused ("2x"), or until there are how many tokens (400).</summary>
    public static (int Waits, int? Tokens) Least(JsonElement? field)
    {
        if (field is not { } value)
            return (0, null);
        if (JsonFields.Whole(value) is >= 1 and <= MostLeast and var tokens)
            return (0, (int)tokens);
        if (value.ValueKind == JsonValueKind.String && JsonFields.Text(value, "thinking_min") is { Length: > 1 } text && text.EndsWith('x')
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int waits) && waits is >= 1 and <= MostWaits)
            return (waits, null);
        throw ApiException.Bad("thinking_min", $"'thinking_min' must be a number of tokens up to {MostLeast}, or of refusals such as \"2x\".");
    }
}
