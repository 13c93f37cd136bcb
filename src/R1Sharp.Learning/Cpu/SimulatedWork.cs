// The steps that are counted instead of run: the code of training and decoding goes through them with every operation taken down and
// none of it done, on networks whose memory is never touched.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Speed-up of a step on so many workers, counted in floating-point operations.</summary>
/// <param name="Speedup">All operations over those of the longest path between the points where workers wait for one another.</param>
/// <param name="Barriers">Such points on the path.</param>
/// <param name="Bytes">Memory that the network takes with so many workers, as estimated.</param>
sealed record SimulatedWork(double Speedup, long Barriers, long Bytes)
{
    const int MostRows = 72;

    // Of a logit when a token is drawn, beside the exponentials: maximum, sum, and two passes over the sums of blocks.
    const double DrawingFlops = 4;

    /// <summary>A training step: both passes over so many sequences of as many tokens, clipping, AdamW, packing.</summary>
    public static SimulatedWork Training(ModelOptions shape, int sequences, int tokens, int workers)
    {
        using var dry = new DryRun(shape, NetworkUse.Training, workers);
        var all = Enumerable.Range(0, sequences).Select(_ => new TokenSequence(new int[tokens])).ToArray();
        dry.Policy.Backward(all, [.. all.Select(s => new float[s.Targets.Length])]);
        dry.Policy.Update(1e-4);
        return dry.Result(new NetworkEstimate(shape, null, workers).TrainingBytes);
    }

    /// <summary>One new token for each of so many sequences, at a position of each.</summary>
    public static SimulatedWork Decoding(ModelOptions shape, int batch, int position, int workers)
    {
        using var dry = new DryRun(shape, NetworkUse.Sampling, workers);
        using var decoder = dry.Decoders().Together();
        dry.Decode(decoder, batch, position);
        var estimate = new NetworkEstimate(shape, null, workers);
        return dry.Result(estimate.ScoringBytes + estimate.CacheBytes(batch, position + 1));
    }

    /// <summary>A step of GRPO: so many groups of samples of so many new tokens, and one update from all of them.</summary>
    public static SimulatedWork Grpo(ModelOptions shape, int groups, int samples, int promptTokens, int newTokens, int workers)
    {
        using var dry = new DryRun(shape, NetworkUse.Training, workers);
        int side = Math.Min(workers, groups), slots = Math.Min(MostRows, (groups * samples + workers - 1) / workers);
        dry.Pool.SideBySide(side, (worker, _) =>
        {
            using var decoder = dry.Decoders().Together();
            for (int rows = (groups - worker + side - 1) / side * samples; rows > 0; rows -= slots)
            {
                int together = Math.Min(rows, slots);
                dry.Decode(decoder, promptTokens * (together + samples - 1) / samples, promptTokens / 2, isRead: false);
                for (int token = 0; token < newTokens; token++)
                    dry.Decode(decoder, together, promptTokens + token);
            }
        });
        var all = Enumerable.Range(0, groups * samples).Select(_ => new TokenSequence(new int[promptTokens + newTokens], promptTokens)).ToArray();
        dry.Policy.Backward(all, (_, _, _, dLogProbs, _) => dLogProbs.Fill(1));
        dry.Policy.Update(1e-4);
        return dry.Result(new NetworkEstimate(shape, null, workers).TrainingBytes);
    }

    /// <summary>An engine that takes down, with a network that is never filled.</summary>
    sealed class DryRun : IDisposable
    {
        readonly WorkTrace _trace = new();
        readonly CpuEngine _engine;
        readonly Network _network;
        readonly Workspace _workspace;
        readonly int _skipped, _workers;

        public DryRun(ModelOptions shape, NetworkUse use, int workers)
        {
            (_engine, _workers) = (new CpuEngine(workers), workers);
            Pool.Recorder = _trace;
            _network = new Network(shape, use, bfloat16: false);
            _network.Pack(Pool);
            Policy = new CpuPolicy(_network, _engine, null);
            _workspace = new Workspace(Pool);
            _skipped = _trace.Steps.Count;
        }

        public WorkerPool Pool => _engine.Pool;

        public CpuPolicy Policy { get; }

        public CpuDecoders Decoders() => new(_network, Pool);

        /// <summary>Rows at one position each; of those that are read a token is drawn.</summary>
        public void Decode(IDecoder decoder, int rows, int position, bool isRead = true)
        {
            int pages = position / decoder.PageSize + 1;
            decoder.Reserve(pages, pages);
            var all = new DecoderRows();
            for (int row = 0; row < rows; row++)
                all.Add(0, position, Enumerable.Range(0, pages).ToArray(), isRead);
            decoder.Run(all);
            for (int row = 0; isRead && row < rows; row++)
                Draw(decoder, row);
        }

        public SimulatedWork Result(long bytes)
        {
            var schedule = WorkSchedule.Of([.. _trace.Steps.Skip(_skipped)], _workers);
            return new(schedule.Speedup, schedule.Barriers, bytes);
        }

        public void Dispose()
        {
            _workspace.Dispose();
            Policy.Dispose();
            _engine.Dispose();
        }

        void Draw(IDecoder decoder, int row)
        {
            int vocabulary = _network.Weights.Options.VocabularySize;
            float[] logits = (float[])decoder.Keep(row).Kept!;
            Sampling.Weights(logits, logits, _workspace);
            _trace.Alone(DrawingFlops * vocabulary);
        }
    }
}
