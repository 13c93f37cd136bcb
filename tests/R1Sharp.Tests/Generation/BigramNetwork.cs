// A real network that says what it is told to: the logits after a token come from a table, all but a little, which comes from
// everything before. Engine, cache and kernels are the ordinary ones.

using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Training;

namespace R1Sharp.Tests.Generation;

/// <summary>Networks over the tokenizer of single bytes.</summary>
static class BigramNetwork
{
    public static readonly Tokenizer Tokenizer = TestTokenizer.Bytes();

    public static readonly ModelOptions Shape = new()
    {
        VocabularySize = Tokenizer.VocabularySize,
        HiddenSize = 272,
        IntermediateSize = 32,
        LayerCount = 1,
        HeadCount = 2,
        KeyValueHeadCount = 1,
        HeadSize = 16,
        MaxPositions = 256,
        EndOfTextId = Tokenizer.EndOfTextId,
        TieWordEmbeddings = false,
    };

    /// <summary>Weights whose logit of <c>next</c> after <c>last</c> is, about, what the table says.</summary>
    public static void Fill(Weights weights, Func<int, int, float> logit)
    {
        weights.Initialize(1);
        float scale = MathF.Sqrt(Shape.HiddenSize);
        for (int last = 0; last < Shape.VocabularySize; last++)
        {
            weights.Embedding.Row(last)[last] += 10;
            for (int next = 0; next < Shape.VocabularySize; next++)
                weights.Head.Row(next)[last] = logit(last, next) / scale;
        }
    }

    /// <summary>A policy that follows scripts: each gives tokens of which one follows the other, with certainty.</summary>
    public static CpuPolicy Following(CpuEngine pool, params string[] scripts)
    {
        var follows = scripts.Select(s => Tokenizer.Encode(s)).SelectMany(tokens => tokens.Zip(tokens[1..])).ToHashSet();
        return Policy(pool, (last, next) => follows.Contains((last, next)) ? 40 : 0);
    }

    /// <summary>A policy with a table.</summary>
    public static CpuPolicy Policy(CpuEngine pool, Func<int, int, float> logit)
    {
        var policy = pool.Create(Shape, 1);
        Fill(policy.Weights, logit);
        policy.WeightsChanged();
        return policy;
    }
}
