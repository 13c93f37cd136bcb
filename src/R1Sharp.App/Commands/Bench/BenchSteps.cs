// The work that is timed: a training step, a round of generation, a step of GRPO.

using System.Diagnostics;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Numerics;

namespace R1Sharp.App.Commands.Bench;

/// <summary>One network with fresh weights and random tokens. What is computed does not depend on what the tokens say.</summary>
sealed class BenchSteps : IDisposable
{
    const ulong Seed = 1;

    readonly BenchShape _shape;
    readonly CpuEngine _engine;
    readonly IPolicy _policy;
    long _step;

    public BenchSteps(BenchShape shape, CpuEngine engine, MemoryLayout? layout = null)
    {
        _shape = shape;
        _engine = engine;
        using var fresh = WeightSources.Fresh(shape.Model, Seed);
        _policy = engine.Policy(fresh, NetworkUse.Training, layout);
        _policy.ResetOptimizer(new OptimizerOptions { WeightDecay = 0.1 });
    }

    /// <summary>Forward, backward, clipping and AdamW over so many sequences.</summary>
    public Action Training(int rows, int tokens)
    {
        var (backward, update) = TrainingParts(rows, tokens);
        return backward + update;
    }

    /// <summary>The two halves of a training step: both passes over the network; the optimizer.</summary>
    public (Action Backward, Action Update) TrainingParts(int rows, int tokens)
    {
        TokenSequence[] sequences = [.. Enumerable.Range(0, rows).Select(row => new TokenSequence(Tokens(tokens, row)))];
        float weight = -1f / (rows * tokens);
        float[][] dLogProbs = [.. sequences.Select(s => Enumerable.Repeat(weight, s.Targets.Length).ToArray())];
        return (() => _policy.Backward(sequences, dLogProbs), () => _policy.Update(1e-4));
    }

    /// <summary>Both passes and the optimizer over groups of completions, each group of one prompt.</summary>
    public Action GroupUpdate(int groups, int size, int promptTokens, int newTokens)
    {
        TokenSequence[] sequences = [.. from g in Enumerable.Range(0, groups)
                                        from i in Enumerable.Range(0, size)
                                        select Sequence(Tokens(promptTokens, g), Tokens(newTokens, groups + g * size + i))];
        float weight = -1f / (sequences.Length * newTokens);
        float[][] dLogProbs = [.. sequences.Select(s => Enumerable.Repeat(weight, s.Targets.Length).ToArray())];
        return () =>
        {
            _policy.Backward(sequences, dLogProbs);
            _policy.Update(1e-4);
        };
    }

    /// <summary>Calls the observer with each worker's number and the part of a pass that it has ended.</summary>
    public void Observe(Action<int, string> observer) => _engine.StepObserver = observer;

    /// <summary>One completion of each of so many different prompts.</summary>
    public Action Generation(int rows, int promptTokens, int newTokens) => () => Sample(rows, 1, promptTokens, newTokens);

    /// <summary>
    /// One step of GRPO: groups are sampled, rewarded by coin flips (the step costs the same whatever is rewarded), and
    /// learned from in one update. Returns the seconds of the whole and of the sampling.
    /// </summary>
    public (double Seconds, double SamplingSeconds) Grpo(int prompts, int samples, int promptTokens, int newTokens)
    {
        long start = Stopwatch.GetTimestamp();
        var (requests, completions) = Sample(prompts, samples, promptTokens, newTokens);
        double sampling = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Learn(requests, completions, new GrpoOptions { GroupSize = samples, MaxCompletionTokens = newTokens, ScaleRewards = AdvantageScaling.Group });
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, sampling);
    }

    /// <inheritdoc/>
    public void Dispose() => _policy.Dispose();

    (GenerationRequest[] Requests, Completion[][] Completions) Sample(int rows, int samples, int promptTokens, int newTokens)
    {
        long step = _step++;
        GenerationRequest[] requests =
        [
            .. Enumerable.Range(0, rows).Select(row => new GenerationRequest
            {
                Prompt = Tokens(promptTokens, row),
                SampleCount = samples,
                Sampling = new SamplingOptions { MaxCompletionTokens = newTokens },
                Seed = Seed,
                Step = step,
                PromptKey = row,
            }),
        ];
        return (requests, _policy.Generate(requests));
    }

    void Learn(GenerationRequest[] requests, Completion[][] completions, GrpoOptions options)
    {
        var random = new RandomStream(Seed, RandomPurpose.Test, _step);
        double[][] rewards = [.. completions.Select(group => group.Select(_ => random.NextBool(0.5) ? 1.0 : 0).ToArray())];
        double[] advantages = [.. Advantages.Compute(rewards, options.ScaleRewards).SelectMany(a => a)];
        Completion[] sampled = [.. completions.SelectMany(group => group)];
        double[] weights = GrpoLoss.TokenWeights([.. sampled.Select(c => c.Tokens.Length)], LossAggregation.Sequence, options.MaxCompletionTokens);
        TokenSequence[] sequences = [.. sampled.Select((c, i) => Sequence(requests[i / options.GroupSize].Prompt, c.Tokens))];
        _policy.Backward(sequences, (i, logProbs, entropies, dLogProbs, dEntropies) => GrpoLoss.Compute(new GrpoLossInput
        {
            LogProbs = logProbs,
            OldLogProbs = sampled[i].LogProbs,
            Entropies = entropies,
            Advantage = advantages[i],
            TokenWeight = weights[i],
        }, options, dLogProbs, dEntropies));
        _policy.Update(1e-5);
    }

    static TokenSequence Sequence(int[] prompt, int[] completion) => new([.. prompt, .. completion], prompt.Length);

    int[] Tokens(int count, int key)
    {
        var random = new RandomStream(Seed, RandomPurpose.Test, key, count);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt(_shape.Model.VocabularySize))];
    }
}
