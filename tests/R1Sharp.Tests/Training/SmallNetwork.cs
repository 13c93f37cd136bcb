// The network of a few thousand weights that trainers and engine are tested on.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Tests.Training;

/// <summary>A shape for a tokenizer of bytes.</summary>
static class SmallNetwork
{
    /// <summary>The tokenizer.</summary>
    public static Tokenizer Tokenizer { get; } = TestTokenizer.Bytes();

    /// <summary>One layer, 32 wide, 32 positions.</summary>
    public static ModelOptions Shape { get; } = new()
    {
        VocabularySize = Tokenizer.VocabularySize,
        HiddenSize = 32,
        IntermediateSize = 64,
        LayerCount = 1,
        HeadCount = 2,
        KeyValueHeadCount = 1,
        HeadSize = 16,
        MaxPositions = 32,
        EndOfTextId = Tokenizer.EndOfTextId,
    };
}
