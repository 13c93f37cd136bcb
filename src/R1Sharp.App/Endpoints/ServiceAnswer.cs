// A service's answer over HTTP as JSON, or as the failure that it means.

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Endpoints;

/// <summary>Reads answers.</summary>
static partial class ServiceAnswer
{
    const int ShownCharacters = 300;

    // What servers say of an answer that they gave up.
    static readonly string[] s_brokenOff = ["abort", "aborted", "error", "cancelled"];

    static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(10);

    /// <summary>Nothing, where an answer is none but a success; what it says is not looked at.</summary>
    /// <exception cref="ServiceException">It is a refusal.</exception>
    public static void Require(HttpResponseMessage response, byte[] body)
    {
        if (!response.IsSuccessStatusCode)
            throw Refusal(response, body);
    }

    /// <summary>The JSON of an answer.</summary>
    /// <exception cref="ServiceException">It is an error, a web page, or only a half.</exception>
    public static JsonElement Json(HttpResponseMessage response, byte[] body)
    {
        if (!response.IsSuccessStatusCode)
            throw Refusal(response, body);
        if (IsPage(response, body))
            throw new ServiceException(ServiceFault.Service,
                $"it answers with a web page{Title(body)} and not as an OpenAI-compatible service does; its address usually ends in /v1.");
        try
        {
            var json = JsonElement.Parse(body);
            return Error(json) is { } error ? throw new ServiceException(FaultOf(CodeOf(json)), error) : json;
        }
        catch (JsonException e)
        {
            throw new ServiceException(ServiceFault.Moment, $"half an answer came, {body.Length} bytes that are no whole JSON.", e);
        }
    }

    /// <summary>The completion in an answer.</summary>
    /// <exception cref="ServiceException">There is none, or it broke off.</exception>
    public static ChatReply Reply(JsonElement json)
    {
        if (Member(json, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0
            || Member(choices[0], "message") is not { ValueKind: JsonValueKind.Object } message)
            throw new ServiceException(ServiceFault.Service, "it answers with JSON that is no chat completion: it has no choices with a message.");
        string finish = Text(Member(choices[0], "finish_reason")) ?? "unknown";
        if (s_brokenOff.Contains(finish))
            throw new ServiceException(ServiceFault.Moment, $"half an answer came: it broke off ({finish}).");
        var usage = Member(json, "usage");
        return new(Whole(message, isCut: finish == "length"), finish, Count(usage, "prompt_tokens"), Count(usage, "completion_tokens"));
    }

    /// <summary>The failure of a status.</summary>
    internal static ServiceFault FaultOf(int status) => status switch
    {
        408 or 425 or 429 or 500 or (>= 502 and < 600) => ServiceFault.Moment,
        400 or 413 or 422 => ServiceFault.Question,
        _ => ServiceFault.Service,
    };

    // Services that tell thoughts apart call them so; R1's form has them before the answer. Thoughts that were cut have no end.
    static string Whole(JsonElement message, bool isCut)
    {
        string answer = Content(Member(message, "content"));
        string? thoughts = Text(Member(message, "reasoning_content")) ?? Text(Member(message, "reasoning"));
        return string.IsNullOrEmpty(thoughts) ? answer
            : isCut && string.IsNullOrWhiteSpace(answer) ? $"{StandardTokens.Think}\n{thoughts.Trim()}"
            : ThinkAnswerText.Written(thoughts, answer.TrimStart());
    }

    static string Content(JsonElement? content) => content is { ValueKind: JsonValueKind.Array } parts
        ? string.Concat(parts.EnumerateArray().Select(part => Text(Member(part, "text")))) : Text(content) ?? "";

    static ServiceException Refusal(HttpResponseMessage response, byte[] body)
    {
        int status = (int)response.StatusCode;
        JsonElement? json = Parsed(body);
        string said = json is { } value ? Error(value) ?? Short(Encoding.UTF8.GetString(body)) : IsPage(response, body) ? $"a web page{Title(body)}"
            : Short(Encoding.UTF8.GetString(body));
        string where = response.Headers.Location is { } location ? $"; it points to {location}" : "";
        bool isSpent = json is { } error && error.ToString().Contains("insufficient_quota", StringComparison.Ordinal);
        return new ServiceException(isSpent ? ServiceFault.Service : FaultOf(status),
            $"it refuses with {status} {response.ReasonPhrase}{(said.Length > 0 ? $": {said}" : "")}{where}{Hint(response.StatusCode)}.")
        {
            Status = status,
            RetryAfter = Wait(response.Headers.RetryAfter, response.Headers.Date),
        };
    }

    static string Hint(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => " (the key is taken from a variable of the environment)",
        HttpStatusCode.NotFound => " (the address usually ends in /v1, and the model must be one that it has)",
        _ => "",
    };

    static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset? now)
    {
        var wait = header?.Delta ?? (header?.Date - (now ?? TimeProvider.System.GetUtcNow()));
        return wait is not { } time ? null : time < TimeSpan.Zero ? TimeSpan.Zero : time > s_longestWait ? s_longestWait : time;
    }

    static bool IsPage(HttpResponseMessage response, byte[] body) => response.Content.Headers.ContentType?.MediaType == "text/html"
        || body.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("<"u8);

    static string Title(byte[] body) => TitleTag().Match(Encoding.UTF8.GetString(body)) is { Success: true } match
        ? $" ({Short(WebUtility.HtmlDecode(match.Groups[1].Value))})" : "";

    static JsonElement? Parsed(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // {"error": {"message": …}}, {"error": "…"}, {"detail": "…"}; some answer so with status 200.
    static string? Error(JsonElement json) => Member(json, "error") is { } error ? Short(Text(error) ?? Text(Member(error, "message")) ?? error.GetRawText())
        : Member(json, "choices") is null ? Text(Member(json, "detail")) ?? Text(Member(json, "message")) : null;

    static int CodeOf(JsonElement json) => Member(json, "error") is { } error && Member(error, "code") is { ValueKind: JsonValueKind.Number } code
        && code.TryGetInt32(out int status) ? status : 400;

    static JsonElement? Member(JsonElement? json, string name) => json is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null ? value : null;

    static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    static int? Count(JsonElement? usage, string name) => Member(usage, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int count)
        ? count : null;

    static string Short(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.') is var line
        && line.Length > ShownCharacters ? line[..ShownCharacters] + "…" : line;

    [GeneratedRegex("<title[^>]*>(.*?)</title>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex TitleTag();
}
