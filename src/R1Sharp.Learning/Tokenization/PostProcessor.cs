// What a tokenizer puts around a text when it is asked for special tokens.

using System.Text.Json;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// The post_processor of a tokenizer.json, for single texts: TemplateProcessing puts tokens around a text, ByteLevel
/// concerns only offsets, Sequence is one after the other.
/// </summary>
internal sealed class PostProcessor
{
    // The tokens of each template in turn; null stands for the text.
    readonly List<int[]?[]> _templates = [];

    /// <exception cref="NotSupportedException">A component is not supported; the message names it.</exception>
    public static PostProcessor Read(JsonElement? component)
    {
        var processor = new PostProcessor();
        if (component is { } root) processor.Add(root);
        return processor;
    }

    /// <summary>Puts a token before a text and one behind it; null puts none.</summary>
    public static PostProcessor Around(int? before, int? behind)
    {
        var processor = new PostProcessor();
        processor._templates.Add([.. before is { } first ? [[first]] : (int[]?[])[], null, .. behind is { } last ? [[last]] : (int[]?[])[]]);
        return processor;
    }

    /// <summary>The tokens with what belongs around them.</summary>
    public int[] Apply(int[] tokens)
    {
        foreach (var template in _templates) tokens = [.. template.SelectMany(part => part ?? tokens)];
        return tokens;
    }

    void Add(JsonElement component)
    {
        switch (TokenizerComponents.TypeOf(component))
        {
            case "ByteLevel":
                break;
            case "Sequence":
                foreach (var part in component.GetProperty("processors").EnumerateArray()) Add(part);
                break;
            case "TemplateProcessing":
                var special = component.GetProperty("special_tokens");
                _templates.Add([.. component.GetProperty("single").EnumerateArray().Select(piece => Piece(piece, special))]);
                break;
            case var type:
                throw new NotSupportedException($"the post-processor \"{type}\" is not supported");
        }
    }

    static int[]? Piece(JsonElement piece, JsonElement special)
    {
        if (piece.TryGetProperty("Sequence", out var sequence))
            return sequence.GetProperty("id").GetString() == "A" ? null : throw new FormatException("the template for single texts names a second text.");
        string name = TokenizerComponents.Text(piece.GetProperty("SpecialToken").GetProperty("id"));
        return [.. special.GetProperty(name).GetProperty("ids").EnumerateArray()
            .Select(id => id.GetInt32() is >= 0 and var value ? value : throw new FormatException("a special token has a negative id."))];
    }
}
