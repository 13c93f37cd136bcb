// A tokenizer of 400 tokens, and its file, for tests that change one thing in it.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Tests.Tokenization;

/// <summary>A small tokenizer.</summary>
static class SmallTokenizer
{
    /// <summary>The tokenizer.</summary>
    public static Tokenizer Instance { get; } = TokenizerTrainer.Train(
        ["the answer is 12 , so the other answer is 123 abc abc aab bab xxx Word Word's don't 中文 中文 é é 🙂 🙂 \n\n  the  the\r\n"], new() { VocabularySize = 340 });

    /// <summary>Its tokenizer.json.</summary>
    public static string File { get; } = Saved();

    static string Saved()
    {
        using var directory = new TemporaryDirectory();
        Instance.Save(directory.Path);
        return System.IO.File.ReadAllText(Path.Combine(directory.Path, "tokenizer.json"));
    }
}
