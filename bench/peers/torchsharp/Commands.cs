using System.Diagnostics;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace TorchPeer;

/// <summary>What is measured. Every measurement prints one line of JSON; its rate is that of the median run.</summary>
internal static class Commands
{
    private const int GrpoPrompts = 64, GrpoSamples = 16, GrpoPromptTokens = 16, GrpoNewTokens = 64;

    private static string Engine => $"pytorch {__version__} by TorchSharp {typeof(torch).Assembly.GetName().Version}";

    public static int Run(string[] args)
    {
        string? Option(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at ? args[at + 1] : null;
        set_num_threads(int.Parse(Option("threads") ?? Environment.ProcessorCount.ToString()));
        random.manual_seed(1);
        var runs = int.Parse(Option("runs") ?? "5");
        switch (args.FirstOrDefault())
        {
            case "train":
                Train(Option("shape")!, Option("micro-rows"), runs);
                return 0;
            case "generate":
                Generate(Option("shape")!, Option("batch"), runs);
                return 0;
            case "grpo":
                Grpo(int.Parse(Option("micro-rows") ?? "64"), runs);
                return 0;
            case "matmul":
                MatMul(runs);
                return 0;
            case "check":
                Check();
                return 0;
            case "logprobs":
                LogProbs(Option("model")!, Option("file")!);
                return 0;
            case "info":
                Console.WriteLine(Native.Config() + Native.ParallelInfo());
                return 0;
            default:
                Console.Error.WriteLine("torchpeer train --shape S|M|L [--micro-rows N] | generate --shape S|M|L [--batch N] | grpo | matmul | check | logprobs --model FOLDER --file FILE | info  [--threads N] [--runs N]");
                return 2;
        }
    }

    /// <summary>Forward, backward, clipping, AdamW; in micro-batches, which stay in the processor's caches.</summary>
    private static void Train(string name, string? microRows, int runs)
    {
        var shape = Shape.Find(name);
        var rows = microRows is null ? shape.MicroRows : int.Parse(microRows);
        var model = new Transformer(shape);
        var optimizer = new Script.AdamW(model.Parameters, 1e-4, 0.1);
        var tokens = (long)shape.TrainRows * shape.TrainTokens;
        var batch = randint(shape.Vocabulary, [shape.TrainRows, shape.TrainTokens + 1]);
        var seconds = Measure(() =>
        {
            for (var first = 0; first < shape.TrainRows; first += rows)
            {
                using var scope = NewDisposeScope();
                var micro = batch.narrow(0, first, rows);
                var logits = model.Logits(model.HiddenStates(micro.narrow(1, 0, shape.TrainTokens)));
                var loss = Functional.cross_entropy(logits.view(-1, shape.Vocabulary), micro.narrow(1, 1, shape.TrainTokens).reshape(-1), reduction: nn.Reduction.Sum);
                (loss / tokens).backward();
            }

            optimizer.Step();
        }, runs);
        Report("train", name, model, tokens, seconds, 6, ("micro_rows", rows));
    }

    /// <summary>Batched sampling with a cache; only new tokens count, reading the prompts is in the time.</summary>
    private static void Generate(string name, string? batch, int runs)
    {
        var shape = Shape.Find(name);
        var rows = batch is null ? shape.Rows : int.Parse(batch);
        var model = new Transformer(shape);
        var prompts = randint(shape.Vocabulary, [rows, shape.PromptTokens]);
        var seconds = Measure(() =>
        {
            using var scope = NewDisposeScope();
            Script.Sample(model, prompts, 1, shape.NewTokens);
        }, runs);
        Report("generate", name, model, (long)rows * shape.NewTokens, seconds, 2, ("batch", rows));
    }

    /// <summary>
    /// One step of GRPO on S. Rewards are coin flips; the log-probabilities of the sampler are the old ones; no reference.
    /// </summary>
    private static void Grpo(int microRows, int runs)
    {
        var shape = Shape.Find("S");
        var model = new Transformer(shape);
        var optimizer = new Script.AdamW(model.Parameters, 1e-5, 0);
        var sampling = new List<double>();
        var seconds = Measure(() =>
        {
            using var scope = NewDisposeScope();
            var start = Stopwatch.GetTimestamp();
            var prompts = randint(shape.Vocabulary, [GrpoPrompts, GrpoPromptTokens]);
            var (completions, oldLogProbs) = Script.Sample(model, prompts, GrpoSamples, GrpoNewTokens);
            sampling.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            // What inference mode has made cannot take part in a graph.
            (completions, oldLogProbs) = (completions.clone(), oldLogProbs.clone());
            var rewards = randint(2, [GrpoPrompts, GrpoSamples]).to(ScalarType.Float32);
            var centred = rewards - rewards.mean([1], keepdim: true);
            var advantages = (centred / (centred.square().mean([1], keepdim: true).sqrt() + 1e-6)).reshape(-1, 1);
            var sequences = cat([prompts.repeat_interleave(GrpoSamples, 0), completions], 1);
            for (var row = 0; row < sequences.shape[0]; row += microRows)
            {
                using var micro = NewDisposeScope();
                Tensor Rows(Tensor all) => all.narrow(0, row, microRows);
                var hidden = model.HiddenStates(Rows(sequences).narrow(1, 0, GrpoPromptTokens + GrpoNewTokens - 1)).narrow(1, GrpoPromptTokens - 1, GrpoNewTokens);
                var taken = model.Logits(hidden).log_softmax(-1).gather(2, Rows(completions).unsqueeze(-1)).squeeze(-1);
                var ratio = (taken - Rows(oldLogProbs)).exp();
                var gain = minimum(ratio * Rows(advantages), ratio.clamp(0.8, 1.2) * Rows(advantages));
                (-gain.mean([1]).sum() / sequences.shape[0]).backward();
            }

            optimizer.Step();
        }, runs);
        Report("grpo", "S", model, GrpoPrompts * GrpoSamples * GrpoNewTokens, seconds, 2, ("sampling_seconds", Math.Round(sampling.TakeLast(runs).Order().ElementAt(runs / 2), 4)));
    }

    private static void MatMul(int runs)
    {
        foreach (var size in new[] { 1024, 1536, 2048 })
            Print(("case", "matmul"), ("size", size), ("gflops", Math.Round(Rate(size, size, size, runs), 1)), ("threads", get_num_threads()));
        Print(("case", "matmul"), ("matmul_gflops", Peak(runs)), ("threads", get_num_threads()), ("engine", Engine), ("blas", Blas));
    }

    /// <summary>The log-probabilities recorded while sampling on M against those of the network that trains: they must agree but for rounding.</summary>
    private static void Check()
    {
        using var off = no_grad();
        var model = new Transformer(Shape.Find("M"));
        foreach (var parameter in model.Parameters) parameter.mul_(1 + rand_like(parameter)).add_(parameter.abs().mean() * 0.1);
        var prompts = randint(model.Shape.Vocabulary, [3, 7]);
        var (tokens, logProbs) = Script.Sample(model, prompts, 2, 9);
        var sequences = cat([prompts.repeat_interleave(2, 0), tokens], 1);
        var whole = model.Logits(model.HiddenStates(sequences.narrow(1, 0, 15)).narrow(1, 6, 9)).log_softmax(-1).gather(2, tokens.unsqueeze(-1)).squeeze(-1);
        Print(("case", "check"), ("tokens", logProbs.numel()), ("mean_logprob", logProbs.mean().item<float>()), ("difference", (whole - logProbs).abs().max().item<float>()));
    }

    /// <summary>The log-probabilities of given tokens, one line for each {"ids":[…]}: to be compared with ./r1 logprobs.</summary>
    private static void LogProbs(string folder, string file)
    {
        using var off = inference_mode();
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        int Int(string name) => config.RootElement.GetProperty(name).GetInt32();
        var shape = new Shape(Int("vocab_size"), Int("hidden_size"), Int("num_hidden_layers"), Int("num_attention_heads"), Int("num_key_value_heads"), Int("intermediate_size"));
        var model = new Transformer(shape, Int("max_position_embeddings"), config.RootElement.GetProperty("rope_theta").GetDouble(), config.RootElement.GetProperty("rms_norm_eps").GetDouble());
        model.Load(SafeTensors.Read(Path.Combine(folder, "model.safetensors")));
        foreach (var line in File.ReadLines(file))
        {
            using var scope = NewDisposeScope();
            var ids = JsonSerializer.Deserialize<Dictionary<string, long[]>>(line)!["ids"];
            var tokens = tensor(ids).unsqueeze(0);
            var whole = model.Logits(model.HiddenStates(tokens)).log_softmax(-1);
            var taken = whole.narrow(1, 0, ids.Length - 1).gather(2, tokens.narrow(1, 1, ids.Length - 1).unsqueeze(-1)).flatten();
            Print(("logprobs", taken.data<float>().ToArray()));
        }
    }

    /// <summary>Seconds of some runs in ascending order, after two that warm up.</summary>
    private static double[] Measure(Action step, int runs)
    {
        for (var i = 0; i < 2; i++) step();
        return [.. Enumerable.Range(0, runs).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            step();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }).Order()];
    }

    private static double Peak(int runs) => Math.Round(new[] { (1024, 1024, 1024), (512, 512, 3072), (256, 128, 768) }.Max(size => Rate(size.Item1, size.Item2, size.Item3, runs)), 1);

    /// <summary>GFLOPS of the best of some runs.</summary>
    private static double Rate(int rows, int inner, int columns, int runs)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (a, b, result) = (randn(rows, inner), randn(inner, columns), empty(rows, columns));
        var flops = 2.0 * rows * inner * columns;
        var repeats = Math.Max(1, (int)(4e9 / flops));
        return flops * repeats / Measure(() =>
        {
            for (var i = 0; i < repeats; i++) result.addmm_(a, b, 0, 1);
        }, runs)[0] / 1e9;
    }

    private static string Blas => $"mkl {Native.Instructions()}{(Native.FastPaths ? " fast paths" : "")}";

    private static void Report(string what, string shape, Transformer model, long tokens, double[] seconds, int flopsPerParameter, params (string, object)[] more)
    {
        var rate = tokens / seconds[seconds.Length / 2];
        Print([
            ("case", what),
            ("shape", shape),
            ("params", model.ParameterCount),
            ("tokens_per_second", Math.Round(rate, 1)),
            ("gflops", Math.Round(flopsPerParameter * model.ParameterCount * rate / 1e9, 2)),
            ("matmul_gflops", Peak(3)),
            ("threads", get_num_threads()),
            ("seconds", Math.Round(seconds[seconds.Length / 2], 4)),
            ("best_tokens_per_second", Math.Round(tokens / seconds[0], 1)),
            ("runs", seconds.Length),
            ("engine", Engine),
            ("blas", Blas),
            .. more,
        ]);
    }

    private static void Print(params (string Key, object Value)[] line) => Console.WriteLine(JsonSerializer.Serialize(line.ToDictionary(pair => pair.Key, pair => pair.Value)));
}
