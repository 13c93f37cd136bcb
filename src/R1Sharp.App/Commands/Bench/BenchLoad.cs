// The requests of r1 bench serve and r1 bench ask: prompts and completions of mixed lengths, the same ones for every server and for the engine alone.

using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;

namespace R1Sharp.App.Commands.Bench;

/// <summary>What clients ask: prompts from 8 tokens on, completions from an eighth of the most.</summary>
/// <param name="Clients">Clients, each with one request at a time.</param>
/// <param name="RequestsOfEach">Requests of each.</param>
/// <param name="MostPrompt">Most tokens of a prompt.</param>
/// <param name="MostTokens">Most tokens of a completion.</param>
sealed record BenchLoad(int Clients, int RequestsOfEach, int MostPrompt = 64, int MostTokens = 128)
{
    const int LeastPrompt = 8, Tokens = 256;

    /// <summary>Requests in all.</summary>
    public int Count => Clients * RequestsOfEach;

    /// <summary>A request by its number; its seed is the number.</summary>
    public GenerationRequest Request(int number)
    {
        var random = new RandomStream(3, RandomPurpose.Test, number);
        return new()
        {
            Prompt = [.. Enumerable.Range(0, random.NextInt(LeastPrompt, MostPrompt + 1)).Select(t => (7 * t + number) % Tokens)],
            Sampling = new() { MaxCompletionTokens = random.NextInt(MostTokens / 8, MostTokens + 1) },
            Seed = (ulong)number,
        };
    }

    /// <summary>Tokens of the completions of the first requests.</summary>
    public int TokensOf(int count) => Enumerable.Range(0, count).Sum(i => Request(i).Sampling.MaxCompletionTokens);
}
