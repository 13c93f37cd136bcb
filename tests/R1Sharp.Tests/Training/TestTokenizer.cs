// A tokenizer of single bytes.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Tests.Training;

static class TestTokenizer
{
    /// <summary>The 256 bytes and the standard tokens.</summary>
    public static Tokenizer Bytes() => TokenizerTrainer.Train([], new() { VocabularySize = 263 });
}
