using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Whatever is in a tokenizer.json: it is read, or refused in a sentence.</summary>
public sealed class TokenizerFuzzTests
{
    const int Changes = 1500, BrokenFiles = 500;

    static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e99", "2147483647", "\"\"", "\"a\"", "\"\\ud800\"", "\"Regex\"", "[]", "{}", "[null]", "[\"a\",\"b\"]", "[\"a\"]", "\"a b\"",
        "{\"type\":\"Sequence\"}", "{\"type\":\"ByteLevel\"}", "{\"type\":null}", "{\"Regex\":\"(\"}", "{\"Regex\":\"(a*)*\"}", "{\"Regex\":\"[z-a]\"}", "{\"Regex\":null}", "{\"String\":\"\"}", "\"Contiguous\"", "\"(?<=ab)\\\\p{Zz}{1,\"",
    ];

    [Fact]
    public void A_changed_file_is_read_or_refused()
    {
        string file = Smaller();
        int refused = Enumerable.Range(0, Changes).Count(i => !IsRead(Changed(file, new RandomStream(5, RandomPurpose.Test, 1, i))));
        Assert.InRange(refused, Changes / 4, Changes - 1);
    }

    [Fact]
    public void A_broken_file_is_read_or_refused()
    {
        byte[] file = Encoding.UTF8.GetBytes(Smaller());
        int refused = Enumerable.Range(0, BrokenFiles).Count(i => !IsRead(Broken(file, new RandomStream(5, RandomPurpose.Test, 2, i))));
        Assert.InRange(refused, BrokenFiles / 4, BrokenFiles - 1);
    }

    // Patterns made of the pieces of patterns: each is refused or runs to an end.
    [Fact]
    public void Any_pattern_ends()
    {
        string[] parts = ["a", "(", "(?:", "(?i:", "(?=", "(?!", "(?<=", "(?>", ")", "[", "[^", "]", "-", "&&", "\\p{L}", "\\P{N}", "\\s", "\\S", "\\x{41}", "\\u00e9", "*", "+", "?", "{1,3}", "{2}", "{,", "|", ".", "^", "$", "\\b", "\\", "é", "🙂", "{", "}"];
        int ran = 0;
        for (int i = 0; i < 3000; i++)
        {
            var random = new RandomStream(5, RandomPurpose.Test, 3, i);
            string pattern = string.Concat(Enumerable.Range(0, 1 + random.NextInt(12)).Select(_ => parts[random.NextInt(parts.Length)]));
            if (Ends(pattern)) ran++;
        }
        Assert.True(ran > 300);
    }

    static bool Ends(string pattern)
    {
        try
        {
            var scanner = new Learning.Tokenization.PreTokenization.Patterns.PatternScanner(Learning.Tokenization.PreTokenization.Patterns.PatternParser.Parse(pattern));
            var pieces = new List<string>();
            string text = string.Concat(Enumerable.Repeat("aaab é🙂A ", 20));
            new Learning.Tokenization.PreTokenization.PreTokenizer(new Learning.Tokenization.PreTokenization.PieceStage(scanner))
                .Split(text, beginsText: true, pieces, static (piece, found) => found.Add(piece.ToString()));
            Assert.Equal(text, string.Concat(pieces));
            return true;
        }
        catch (Exception error) when (error is NotSupportedException or UserErrorException)
        {
            return false;
        }
    }

    static bool IsRead(byte[] file)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(Path.Combine(directory.Path, "tokenizer.json"), file);
        try
        {
            var tokenizer = Tokenizer.Load(directory.Path);
            tokenizer.Decode(tokenizer.EncodeWithSpecial("the answer é \n 🙂 <think>12</think> <|endoftext|>"));
            return true;
        }
        catch (UserErrorException error)
        {
            Assert.NotEmpty(error.Message);
            return false;
        }
    }

    static byte[] Changed(string file, RandomStream random)
    {
        var root = JsonNode.Parse(file)!;
        var nodes = All(root).Where(node => node.Parent is not null).ToArray();
        // Half of the changes hit the structure, which is a small part of all nodes.
        var outer = nodes.Where(node => node.GetPath().Count(c => c == '.') + node.GetPath().Count(c => c == '[') < 5 && !node.GetPath().Contains("vocab.") && !node.GetPath().Contains("vocab[") && !node.GetPath().Contains("merges[")).ToArray();
        var chosen = random.NextBool(0.7) ? outer[random.NextInt(outer.Length)] : nodes[random.NextInt(nodes.Length)];
        if (random.NextInt(5) == 0 && chosen.Parent is JsonObject parent) parent.Remove(chosen.GetPropertyName());
        else chosen.ReplaceWith(JsonNode.Parse("\"mark\""));
        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace("\"mark\"", Values[random.NextInt(Values.Length)]));
    }

    static IEnumerable<JsonNode> All(JsonNode node)
    {
        yield return node;
        var children = node switch { JsonObject values => values.Select(entry => entry.Value), JsonArray items => items, _ => [] };
        foreach (var child in children)
            if (child is not null)
                foreach (var inner in All(child)) yield return inner;
    }

    static byte[] Broken(byte[] file, RandomStream random)
    {
        byte[] broken = (byte[])file.Clone();
        for (int n = random.NextInt(4); n >= 0; n--) broken[random.NextInt(broken.Length)] = (byte)random.NextInt(256);
        return random.NextInt(4) == 0 ? broken[..random.NextInt(broken.Length)] : broken;
    }

    // A short vocabulary, so that thousands of files are read in a second, with one component of each kind.
    static string Smaller()
    {
        using var directory = new TemporaryDirectory();
        TokenizerTrainer.Train(["ab ab"], new() { VocabularySize = 270 }).Save(directory.Path);
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(directory.Path, "tokenizer.json")))!;
        root["normalizer"] = JsonNode.Parse("""{"type":"Sequence","normalizers":[{"type":"NFC"}]}""");
        root["pre_tokenizer"]!["pretokenizers"]!.AsArray().Insert(0, JsonNode.Parse("""{"type":"Split","pattern":{"Regex":"[a-c]+|\\p{Lu}"},"behavior":"MergedWithNext","invert":true}"""));
        root["pre_tokenizer"]!["pretokenizers"]!.AsArray().Insert(0, JsonNode.Parse("""{"type":"Digits","individual_digits":true}"""));
        root["post_processor"] = JsonNode.Parse("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"B","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{"B":{"id":"B","ids":[7],"tokens":["("]}}}""");
        return root.ToJsonString();
    }
}
