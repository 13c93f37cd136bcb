// r1 bench llama: decoding beside llama.cpp, which reads the same model from a GGUF file that is exported for it. Both get
// the same tokens, which are given and not sampled: only the networks are timed.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Runs both sides of each case and prints both and the ratio.</summary>
static class BenchLlama
{
    const string Script = "llama/generate.mjs";

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "A Hugging Face folder, exported for llama.cpp; or --gguf.", HelpName = "folder" };
        var gguf = new Option<string?>("--gguf")
        {
            Description = "A GGUF file that both sides read, e.g. one of bench/peers/llama/random.mjs.",
            HelpName = "file",
        };
        var type = new Option<string[]>("--type")
        {
            Description = $"How llama.cpp's file holds matrices: {string.Join(", ", GgufTensorTypes.Names)}; may be repeated.",
            DefaultValueFactory = _ => ["bf16", "q8_0"],
            AllowMultipleArgumentsPerToken = true,
        };
        var batch = new NumberOption<int[]>("--batch", 1, 4096)
        {
            Description = "Sequences together; may be repeated.",
            DefaultValueFactory = _ => [1, 32],
            AllowMultipleArgumentsPerToken = true,
        };
        var prompt = new NumberOption<int>("--prompt-tokens", 1, 100_000) { Description = "Tokens of each prompt.", DefaultValueFactory = _ => 16 };
        var tokens = new NumberOption<int>("--tokens", 2, 100_000) { Description = "New tokens of each sequence.", DefaultValueFactory = _ => 32 };
        var runs = new NumberOption<int>("--runs", 1, 1000)
        {
            Description = "Runs of each side, of which the median is compared.",
            DefaultValueFactory = _ => 3,
        };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads of both sides; all cores otherwise." };
        var json = new Option<bool>("--json") { Description = "Print lines of JSON." };
        var command = new Command("llama", "Measure llama.cpp on the same model, and the ratio.") { model, gguf, type, batch, prompt, tokens, runs, threads,
            json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is null == result.GetValue(gguf) is null)
                result.AddError("Give the model as a Hugging Face folder with --model, or as a GGUF file with --gguf");
        });
        command.SetAction(parsed =>
        {
            var cases = parsed.GetValue(batch)!.Select(b => new DecodeCase(b, parsed.GetValue(prompt), parsed.GetValue(tokens))).ToArray();
            var sides = new Sides(parsed.GetValue(runs), parsed.GetValue(threads) ?? Environment.ProcessorCount, parsed.GetValue(json));
            if (parsed.GetValue(gguf) is { } file)
                sides.Compare(file, file, null, cases);
            else
                sides.Compare(parsed.GetRequiredValue(model)!, parsed.GetValue(type)!.Select(GgufTensorTypes.Parse), cases);
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>How both sides run.</summary>
    sealed record Sides(int Runs, int Threads, bool AsJson)
    {
        /// <summary>The same weights: ours as they are, llama.cpp's in each of the types.</summary>
        public void Compare(string folder, IEnumerable<GgufTensorType> types, DecodeCase[] cases)
        {
            foreach (var type in types)
            {
                string file = Path.Combine(Path.GetTempPath(), $"r1-llama-{Environment.ProcessId}.gguf");
                try
                {
                    var files = ModelFiles.Of(folder);
                    using (var weights = WeightSources.Open(files.Base))
                        GgufCopy.Write(files, weights, file, type);
                    Compare(folder, file, GgufTensorTypes.NameOf((uint)type), cases);
                }
                finally
                {
                    File.Delete(file);
                }
            }
        }

        /// <summary>One model on both sides.</summary>
        public void Compare(string ours, string theirs, string? type, DecodeCase[] cases)
        {
            string path = Path.Combine(Peer.Folder(), Script);
            foreach (var what in cases)
            {
                var line = Ours(ours, what, Runs, Threads);
                var other = Theirs(path, theirs, what, Runs, Threads);
                Print(what, ours == theirs ? line with { Type = other.Type } : line, type is null ? other : other with { Type = type }, AsJson);
            }
        }
    }

    static void Print(DecodeCase what, BenchLine ours, BenchLine theirs, bool asJson)
    {
        ours.Print(asJson);
        theirs.Print(asJson);
        double ratio = Math.Round(ours.TokensPerSecond!.Value / theirs.TokensPerSecond!.Value, 2);
        double prompt = Math.Round(ours.PromptTokensPerSecond!.Value / theirs.PromptTokensPerSecond!.Value, 2);
        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(new { @case = "llama", batch = what.Batch, ours = ours.Type, theirs = theirs.Type, ratio, prompt_ratio = prompt })
            : string.Create(CultureInfo.InvariantCulture,
                $"batch {what.Batch}, {ours.Type} against {theirs.Type}: {ratio} times {theirs.Engine}, prompts {prompt} times"));
    }

    // The pool lives no longer than our side: its threads must not spin beside llama.cpp's.
    static BenchLine Ours(string folder, DecodeCase what, int runs, int threads)
    {
        using var engine = new CpuEngine(threads);
        using var weights = WeightSources.Open(folder);
        // The tokens are given: with drafts they would be run together, as a prompt is. Blocks are computed as stored, as llama.cpp does it.
        using var policy = engine.Policy(weights, NetworkUse.Sampling, new() { Speculation = false, AsStored = true });
        var rates = BenchDecode.Measure(policy, weights.Shape.VocabularySize, what, runs, given: true);
        return new BenchLine
        {
            Case = "llama",
            Type = weights.HasBfloat16Matrices ? "bf16" : "f32",
            Batch = what.Batch,
            TokensPerSecond = Math.Round(rates.Decode, 2),
            PromptTokensPerSecond = Math.Round(rates.Prompt, 1),
            Threads = threads,
            Simd = BenchLine.SimdName,
            Runs = runs,
        };
    }

    static BenchLine Theirs(string path, string file, DecodeCase what, int runs, int threads)
    {
        string[] arguments =
        [
            path, "--gguf", file, "--threads", Text(threads), "--batch", Text(what.Batch), "--prompt-tokens", Text(what.PromptTokens),
            "--new-tokens", Text(what.NewTokens), "--runs", Text(runs),
        ];
        return Peer.LineOf(path, Peer.Run(new ProcessStartInfo("node", arguments), "install Node.js, and node-llama-cpp as docs/gguf.md says")) with
        {
            Case = "llama",
        };
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
