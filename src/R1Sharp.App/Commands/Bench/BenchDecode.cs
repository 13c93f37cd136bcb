// Decoding on a network of a real shape: the rate of new tokens, for one sequence or several together.

using System.Diagnostics;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands.Bench;

/// <summary>What is decoded.</summary>
/// <param name="Batch">Sequences together.</param>
/// <param name="PromptTokens">Tokens of each prompt.</param>
/// <param name="NewTokens">Tokens of each completion.</param>
sealed record DecodeCase(int Batch, int PromptTokens, int NewTokens);

/// <summary>Rates of prompts and of new tokens.</summary>
/// <param name="Prompt">Prompt tokens a second, until every sequence has its first new token.</param>
/// <param name="Decode">New tokens a second after that.</param>
readonly record struct DecodeRates(double Prompt, double Decode);

/// <summary>Measures decoding and plain reads.</summary>
static class BenchDecode
{
    /// <summary>The medians of some runs.</summary>
    /// <param name="policy">The network.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="what">What is decoded.</param>
    /// <param name="runs">Runs, after one that warms up.</param>
    /// <param name="given">Whether the tokens are given, as bench/peers/llama gives them, instead of sampled at temperature 1.</param>
    public static DecodeRates Measure(IPolicy policy, int vocabulary, DecodeCase what, int runs, bool given)
    {
        DecodeRates[] rates = [.. Enumerable.Range(0, runs + 1).Select(_ => Once(policy, vocabulary, what, given)).Skip(1)];
        return new(BenchTimes.MedianOf(rates.Select(r => r.Prompt)), BenchTimes.MedianOf(rates.Select(r => r.Decode)));
    }

    /// <summary>Bytes a second, in 10⁹, of all threads reading so many bytes once; the median of some runs.</summary>
    public static double ReadGigabytesPerSecond(IEngine engine, long bytes, int runs) =>
        engine.MeasureReading(bytes, work => BenchTimes.Measure(work, runs).Median) / 1e9;

    static DecodeRates Once(IPolicy policy, int vocabulary, DecodeCase what, bool given)
    {
        int begun = 0, after = 0;
        long start = Stopwatch.GetTimestamp(), allBegun = 0;
        bool[] hasToken = new bool[what.Batch];
        policy.Generate(Requests(vocabulary, what, given), (request, _, _, _) =>
        {
            if (begun == what.Batch)
                after++;
            if (hasToken[request])
                return;
            hasToken[request] = true;
            if (++begun == what.Batch)
                allBegun = Stopwatch.GetTimestamp();
        });
        return new(what.Batch * what.PromptTokens / Stopwatch.GetElapsedTime(start, allBegun).TotalSeconds,
            after / Stopwatch.GetElapsedTime(allBegun).TotalSeconds);
    }

    static GenerationRequest[] Requests(int vocabulary, DecodeCase what, bool given) =>
        [.. Enumerable.Range(0, what.Batch).Select(sequence => new GenerationRequest
    {
        Prompt = Tokens(vocabulary, sequence, 0, what.PromptTokens),
        Sampling = new() { MaxCompletionTokens = what.NewTokens },
        PromptKey = sequence,
        Interject = given ? completion => completion.Length == 1 ? Task.FromResult(Tokens(vocabulary, sequence, what.PromptTokens, what.NewTokens)) : null
            : null,
    })];

    /// <summary>The tokens of bench/peers/llama/generate.mjs: token i of sequence s is (7919 · i + 104729 · s + 1) mod V.</summary>
    static int[] Tokens(int vocabulary, int sequence, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => (int)((7919L * i + 104729L * sequence + 1) % vocabulary))];
}
