// Scores for a tokenizer that has merges, so that llama.cpp joins pieces in the same order.

using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Tokenization.Normalization;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>
/// llama.cpp knows no merges for tokenizers made after SentencePiece: it joins whatever is a piece, best score first. Merges can
/// be said by scores where every way to cut a piece into two is a merge, and all ways to cut one piece follow one another; so they
/// are in tokenizers that transformers converted from SentencePiece's own files.
/// </summary>
static class GgufScores
{
    const string Mark = "\u2581";

    /// <summary>Writes scores, and whether a space is put before texts.</summary>
    /// <exception cref="UserErrorException">llama.cpp would give other tokens.</exception>
    public static void Write(GgufMetadata metadata, TokenizerFile file, string[] texts)
    {
        metadata.Set("tokenizer.ggml.add_space_prefix", PutsSpace(file));
        if (!file.Unknown.SpellsAll || file.IgnoreMerges) throw Unsayable("it does not spell unknown characters by bytes, or ignores merges");
        var ranks = Ranks(file);
        // What no merge makes is joined last of all; characters are joined from nothing.
        metadata.Set("tokenizer.ggml.scores", [.. texts.Select(text => (float)-(ranks.TryGetValue(text, out int rank) ? rank : ranks.Count))]);
    }

    static bool PutsSpace(TokenizerFile file)
    {
        bool cutsNothing = file.Components["pre_tokenizer"].ValueKind is not System.Text.Json.JsonValueKind.Object
            || file.Components["pre_tokenizer"].GetRawText().Contains("\"String\":\" \"", StringComparison.Ordinal);
        return cutsNothing ? file.Normalizer.Steps switch
        {
            [PrependStep { Prefix: Mark }, ReplaceStep { Old: " ", New: Mark }] => true,
            [ReplaceStep { Old: " ", New: Mark }] => false,
            _ => throw Unsayable("it changes texts otherwise than by marks for spaces"),
        } : throw Unsayable("it cuts texts before they are merged");
    }

    static Dictionary<string, int> Ranks(TokenizerFile file)
    {
        var spellings = file.Vocabulary.ToDictionary(entry => entry.Value, entry => entry.Key);
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        var merges = file.Merges.Select(merge => (Left: spellings[merge.Left], Right: spellings[merge.Right])).ToHashSet();
        string? last = null;
        foreach (var merge in file.Merges)
        {
            string result = spellings[merge.Result];
            if (result != last && !ranks.TryAdd(result, ranks.Count)) throw Unsayable($"the merges that give \"{result}\" do not follow one another");
            last = result;
        }
        var added = file.AddedTokens.Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        bool IsPiece(string spelling) => file.Vocabulary.ContainsKey(spelling) && !added.Contains(spelling);
        foreach (string spelling in file.Vocabulary.Keys.Where(IsPiece))
            if (GgufScoredTokenizer.Cuts(spelling, IsPiece).Where(cut => !merges.Contains(cut)).Select(cut => $"{cut.Left} {cut.Right}")
                .FirstOrDefault() is { } missing)
                throw Unsayable($"\"{missing}\" is no merge, but llama.cpp would join the two");
        return ranks;
    }

    static UserErrorException Unsayable(string why) =>
        new($"llama.cpp would give other tokens than this tokenizer ({why}), so that a GGUF file cannot hold it.");
}
