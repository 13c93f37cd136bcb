// The same of a network with adapters, and what must hold between the two.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Cpu;

sealed partial record ContractBits
{
    static readonly AdapterOptions s_adapter = new() { Rank = 5, Alpha = 10 };

    /// <summary>Computes the hashes with adapters: initial and trained weights are theirs, all else begins with the base's bits.</summary>
    public static ContractBits OfAdapters(CpuEngine engine) => WithCutWork(engine, () => OfCutWork(() => Adapted(engine)));

    /// <summary>What of the numerical contract does not hold with adapters, a sentence each; nothing where all is well.</summary>
    public static IReadOnlyList<string> BrokenByAdapters(CpuEngine engine) => WithCutWork<IReadOnlyList<string>>(engine, () => [.. Broken(engine)]);

    static IEnumerable<string> Broken(CpuEngine engine)
    {
        using var single = new CpuEngine(1);
        using CpuPolicy policy = Adapted(engine), alone = Adapted(single), plain = Plain(engine);
        if (!AreSame(plain.LogProbs(Sequences(0)), policy.LogProbs(Sequences(0))))
            yield return "fresh adapters change the base's log-probabilities";
        if (!AreSame(Sampled(plain), Sampled(policy)))
            yield return "fresh adapters change what the base samples";
        using var reference = policy.Freeze();
        Train(policy);
        Train(alone);
        if (!AreSame(plain.LogProbs(Sequences(0)), reference.LogProbs(Sequences(0))))
            yield return "the reference of fresh adapters is not the base";
        if (Hash(Weights(policy)) != Hash(Weights(alone)))
            yield return "the number of threads changes trained adapters";
        if (Requests().Zip(policy.Generate(Requests())).Any(pair => !AreTheTrainers(policy, pair.First, pair.Second)))
            yield return "sampled log-probabilities are not the trainer's";
        if (!AreSame(Sampled(policy), [.. Requests().SelectMany(request => policy.Generate([request])[0]).Select(c => c.LogProbs)]))
            yield return "a request's samples depend on others";
        using var copy = policy.Freeze();
        if (!AreSame(policy.LogProbs(Sequences(1)), copy.LogProbs(Sequences(1))))
            yield return "a frozen copy has other log-probabilities";
    }

    static CpuPolicy Adapted(CpuEngine engine)
    {
        using var fresh = WeightSources.Fresh(s_shape, seed: 1);
        return engine.Network(AdapterSources.WithFresh(fresh, s_adapter, seed: 2), NetworkUse.Training);
    }

    static float[][] Sampled(CpuPolicy policy) => [.. policy.Generate(Requests()).SelectMany(group => group).Select(c => c.LogProbs)];

    static bool AreTheTrainers(CpuPolicy policy, GenerationRequest request, Completion[] completions) => completions.All(c =>
        policy.LogProbs([new TokenSequence([.. request.Prompt, .. c.Tokens], request.Prompt.Length)], request.Sampling.Temperature)[0].AsSpan()
            .SequenceEqual(c.LogProbs));

    static bool AreSame(float[][] one, float[][] other) =>
        one.Length == other.Length && one.Zip(other).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
