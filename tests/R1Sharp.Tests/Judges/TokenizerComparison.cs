// A tokenizer of this program beside Hugging Face's of the same file.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Judges;

/// <summary>Asks for ids and texts, and compares.</summary>
static class TokenizerComparison
{
    const int DecodedLists = 60;

    /// <summary>The job of one tokenizer.</summary>
    public static JsonObject Job(string kind, string file, Tokenizer tokenizer, IReadOnlyList<string> texts) => new()
    {
        [kind] = file,
        ["texts"] = new JsonArray([.. texts.Select(Judge.Units)]),
        ["ids"] = new JsonArray([.. Lists(tokenizer).Select(ids => new JsonArray([.. ids.Select(id => JsonValue.Create(id))]))]),
    };

    /// <summary>Fails at the first text that comes out otherwise.</summary>
    public static void Compare(string name, Tokenizer tokenizer, JsonElement answer, IReadOnlyList<string> texts)
    {
        Assert.False(answer.TryGetProperty("error", out var error), $"{name}: {error}");
        for (int i = 0; i < texts.Count; i++)
        {
            string where = $"{name} {JsonSerializer.Serialize(texts[i])}: ";
            Same(where, Joined(answer.GetProperty("plain")[i]), string.Join(' ', tokenizer.Encode(texts[i])));
            Same(where, Joined(answer.GetProperty("special")[i]), string.Join(' ', tokenizer.EncodeWithSpecial(texts[i])));
        }
        var lists = Lists(tokenizer).ToArray();
        for (int i = 0; i < lists.Length; i++)
        {
            string where = $"{name} {string.Join(' ', lists[i])}: ";
            Same(where, answer.GetProperty("decoded")[i].GetString()!, tokenizer.Decode(lists[i]));
            Same(where, answer.GetProperty("skipped")[i].GetString()!, tokenizer.Decode(lists[i], skipSpecial: true));
        }
    }

    static void Same(string where, string expected, string found) => Assert.True(expected == found, $"{where}\n  there {expected}\n  here  {found}");

    // Random ids: broken characters, special tokens, ids that nobody has.
    static IEnumerable<int[]> Lists(Tokenizer tokenizer)
    {
        for (int list = 0; list < DecodedLists; list++)
        {
            var random = new RandomStream(3, RandomPurpose.Test, 78, list);
            int most = list % 2 == 0 ? tokenizer.VocabularySize + 20 : 300;
            yield return [.. Enumerable.Range(0, list).Select(_ => random.NextInt(10) == 0 ? tokenizer.VocabularySize - 1 - random.NextInt(3) : random.NextInt(most))];
        }
    }

    static string Joined(JsonElement ids) => string.Join(' ', ids.EnumerateArray().Select(id => id.GetInt32()));

    /// <summary>An entry of added_tokens whose flags are false but for those that are changed.</summary>
    public static JsonObject Token(int id, JsonObject change)
    {
        var token = new JsonObject { ["id"] = id, ["content"] = "", ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = false };
        foreach (var (name, value) in change) token[name] = value!.DeepClone();
        return token;
    }
}
