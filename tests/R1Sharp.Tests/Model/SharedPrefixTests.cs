using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>A group's prompt that goes through the network once: the log-probabilities and the gradient of the unshared pass.</summary>
public sealed class SharedPrefixTests : IDisposable
{
    readonly CpuEngine _one = new(1), _three = new(3);

    public void Dispose()
    {
        _one.Dispose();
        _three.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(90)]
    [InlineData(100_000)]
    public void Log_probs_keep_their_bits(int tokens)
    {
        var sequences = Groups();
        float[][] expected = LogProbs(new() { MicroBatchTokens = tokens }, sequences), shared = LogProbs(Shared(tokens), sequences);
        for (int s = 0; s < sequences.Length; s++)
            Bits.Equal(expected[s], shared[s]);
    }

    [Fact]
    public void The_gradient_is_that_of_whole_sequences()
    {
        double[] expected = [.. Gradient(_one, new() { MicroBatchTokens = 100_000, GradientLanes = 1 }).Select(g => (double)g)];
        foreach (int tokens in new[] { 1, 90, 100_000 })
            Truth.Matches(expected, Gradient(_three, Shared(tokens)));
    }

    [Fact]
    public void Threads_and_checkpoints_of_layers_change_no_bit()
    {
        using var cut = new CpuEngine(5) { WorksTogether = true };
        cut.Pool.CutsAlways = true;
        float[] expected = Gradient(_one, Shared(150));
        Bits.Equal(expected, Gradient(_three, Shared(150)));
        Bits.Equal(expected, Gradient(cut, Shared(150)));
        Bits.Equal(expected, Gradient(_three, Shared(150) with { ActivationCheckpointing = true }));
    }

    [Fact]
    public void Rows_of_a_prompt_stand_once_and_what_differs_is_not_shared()
    {
        (int[] Tokens, int[] Targets)[] sequences =
            [([1, 2, 3, 4], [3]), ([1, 2, 3, 9, 8], [3, 4]), ([1, 2, 7, 9], [3]), ([1, 2, 7], [3]), ([5, 6], [1]), ([5, 6], [])];
        var batch = new TokenBatch(sequences, sharesPrefixes: true);
        Assert.Equal([1, 2, 3, 4, 9, 8, 1, 2, 7, 9, 1, 2, 7, 5, 6, 5, 6], batch.Tokens);
        Assert.Equal([0, 1, 2, 3, 3, 4, 0, 1, 2, 3, 0, 1, 2, 0, 1, 0, 1], batch.Positions);
        Assert.Equal([2, 2, 4, 8, 12, 13], batch.TargetRows);
        Assert.Equal([4, 9, 8, 9, -1, 6], batch.TargetTokens);
        Assert.Equal([true, true, false, false, false, false], Enumerable.Range(0, 6).Select(batch.IsOfSharedRow));
        Assert.False(new TokenBatch(sequences).IsShared);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(100_000)]
    public void Sequences_of_a_prompt_find_each_other_in_any_order(int tokens)
    {
        TokenSequence[] groups = Groups(), mixed = [.. groups.Index().OrderBy(x => x.Index % 5).ThenBy(x => x.Index).Select(x => x.Item)];
        float[][] expected = LogProbs(new() { MicroBatchTokens = 1 }, mixed), shared = LogProbs(new() { MicroBatchTokens = tokens }, mixed);
        for (int s = 0; s < mixed.Length; s++)
            Bits.Equal(expected[s], shared[s]);
        Bits.Equal(Gradient(_one, Shared(tokens), groups), Gradient(_three, Shared(tokens), mixed));
    }

    [Fact]
    public void Whoever_has_no_prompt_is_alone()
    {
        var sequences = new (int[] Tokens, int[] Targets)[] { ([1, 2], [2]), ([1, 2], [2]), ([1, 2], [1]), ([1, 3], [1]), ([1, 2], []) };
        Assert.Equal([1, 1, 2, 1], sequences.GroupBy(s => s, SharedPrefixes.OfOnePrompt).Select(g => g.Count()));
    }

    static MemoryLayout Shared(int tokens) => new() { MicroBatchTokens = tokens, GradientLanes = 2, SharePrefixes = true };

    static TokenSequence[] Groups() =>
        [.. from prompt in new[] { 1, 20, 37 } from completion in Enumerable.Range(0, 5) select Sequence(prompt, 3 + 7 * completion)];

    static TokenSequence Sequence(int prompt, int completion) =>
        new([.. Enumerable.Range(0, prompt).Select(i => (i * 7 + prompt) % 101), .. Enumerable.Range(0, completion).Select(i => (i * 13 + completion) % 101)], prompt);

    float[][] LogProbs(MemoryLayout layout, TokenSequence[] sequences)
    {
        using var policy = _three.Create(EquivalenceTests.Shape, 1, layout);
        return policy.LogProbs(sequences);
    }

    static float[] Gradient(CpuEngine engine, MemoryLayout layout, TokenSequence[]? sequences = null)
    {
        sequences ??= Groups();
        using var policy = engine.Create(EquivalenceTests.Shape, 1, layout);
        // What a sequence is told depends on what it is and not on its place.
        policy.Backward(sequences, (s, _, _, dLogProbs, dEntropies) =>
        {
            for (int i = 0; i < dLogProbs.Length; i++)
                (dLogProbs[i], dEntropies[i]) = (-1 + 0.02f * (sequences[s].Tokens.Length % 50), 0.01f * i);
        });
        return policy.Gradient.Values.Span(0, checked((int)policy.Gradient.Values.Length)).ToArray();
    }
}
