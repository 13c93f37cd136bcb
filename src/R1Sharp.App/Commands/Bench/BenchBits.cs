// r1 bench bits: hashes of what the engine computes. The same on every machine and with any number of threads, or the
// numerical contract is broken.

using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training;
using R1Sharp.Numerics;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Hashes of log-probabilities, sampled tokens and trained weights of a small network with odd sizes.</summary>
static class BenchBits
{
    const int SequenceCount = 7, TrainingSteps = 2;

    static readonly ModelOptions Network = new()
    {
        VocabularySize = 211,
        HiddenSize = 72,
        IntermediateSize = 120,
        LayerCount = 2,
        HeadCount = 6,
        KeyValueHeadCount = 2,
        HeadSize = 12,
        MaxPositions = 160,
        InitializerRange = 0.1,
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads; all cores otherwise." };
        var command = new Command("bits", "Print hashes of results that must be the same everywhere.") { threads };
        command.SetAction(parsed =>
        {
            using var pool = new WorkerPool(parsed.GetValue(threads));
            Console.WriteLine(Line(pool).ToJsonString());
            return ExitCode.Fine;
        });
        return command;
    }

    static JsonObject Line(WorkerPool pool)
    {
        using var policy = CpuPolicy.Create(Network, seed: 1, pool);
        var line = new JsonObject { ["case"] = "bits", ["simd"] = BenchLine.SimdName, ["threads"] = pool.WorkerCount };
        line["initial_weights"] = Hash(Weights(policy));
        line["log_probs"] = Hash(Flat(policy.LogProbs(Sequences(0))));
        var completions = policy.Generate(Requests()).SelectMany(group => group).ToArray();
        line["sampled_tokens"] = Hash<int>([.. completions.SelectMany(c => c.Tokens)]);
        line["sampled_log_probs"] = Hash(Flat(completions.Select(c => c.LogProbs)));
        for (int step = 0; step < TrainingSteps; step++)
        {
            policy.Backward(Sequences(step), Loss);
            policy.Update(0.01);
        }
        line["trained_weights"] = Hash(Weights(policy));
        return line;
    }

    static void Loss(int sequence, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> entropies, Span<float> dLogProbs, Span<float> dEntropies)
    {
        dLogProbs.Fill(-1);
        dEntropies.Fill(0.01f);
    }

    static Span<float> Weights(CpuPolicy policy) => policy.Weights.Values.Span(0, checked((int)policy.Weights.Values.Length));

    static Span<float> Flat(IEnumerable<float[]> rows) => rows.SelectMany(row => row).ToArray();

    static string Hash<T>(Span<T> values) where T : unmanaged => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)))[..16];

    static TokenSequence[] Sequences(int step) => [.. Enumerable.Range(0, SequenceCount).Select(i => new TokenSequence(Tokens(3 + 11 * i, 100 * step + i)))];

    static GenerationRequest[] Requests() =>
    [
        .. Enumerable.Range(0, 5).Select(i => new GenerationRequest
        {
            Prompt = Tokens(1 + 16 * i, 1000 + i),
            SampleCount = 3 + 4 * i,
            Sampling = new SamplingOptions { MaxCompletionTokens = 40, Temperature = 0.9, StopTokens = [5] },
            Seed = 1,
            PromptKey = i,
        }),
    ];

    static int[] Tokens(int count, int key)
    {
        var random = new RandomStream(1, RandomPurpose.Test, key);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt(Network.VocabularySize))];
    }
}
