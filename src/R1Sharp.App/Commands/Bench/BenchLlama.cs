// r1 bench llama: decoding beside llama.cpp, which reads the same model from a GGUF file that is exported for it. Both get
// the same tokens, which are given and not sampled: only the networks are timed.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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
        var model = new Option<string>("--model") { Description = "A Hugging Face folder.", Required = true, HelpName = "folder" };
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
        var command = new Command("llama", "Measure llama.cpp on the same model, and the ratio.") { model, type, batch, prompt, tokens, runs, threads, json };
        command.SetAction(parsed =>
        {
            var cases = parsed.GetValue(batch)!.Select(b => new DecodeCase(b, parsed.GetValue(prompt), parsed.GetValue(tokens))).ToArray();
            var types = parsed.GetValue(type)!.Select(GgufTensorTypes.Parse).ToArray();
            Compare(parsed.GetRequiredValue(model), types, cases, parsed.GetValue(runs), parsed.GetValue(threads) ?? Environment.ProcessorCount,
                parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    static void Compare(string folder, GgufTensorType[] types, DecodeCase[] cases, int runs, int threads, bool asJson)
    {
        string path = Path.Combine(Peer.Folder(), Script);
        foreach (var type in types)
        {
            string file = Path.Combine(Path.GetTempPath(), $"r1-llama-{Environment.ProcessId}.gguf");
            try
            {
                using (var checkpoint = Checkpoint.Open(folder))
                    ExportCommand.Write(checkpoint, folder, file, type);
                foreach (var what in cases)
                    Print(what, Ours(folder, what, runs, threads), Theirs(path, file, type, what, runs, threads), asJson);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    static void Print(DecodeCase what, BenchLine ours, BenchLine theirs, bool asJson)
    {
        ours.Print(asJson);
        theirs.Print(asJson);
        double ratio = Math.Round(ours.TokensPerSecond!.Value / theirs.TokensPerSecond!.Value, 2);
        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(new { @case = "llama", batch = what.Batch, ours = ours.Type, theirs = theirs.Type, ratio })
            : string.Create(CultureInfo.InvariantCulture, $"batch {what.Batch}, {ours.Type} against {theirs.Type}: {ratio} times {theirs.Engine}"));
    }

    // The pool lives no longer than our side: its threads must not spin beside llama.cpp's.
    static BenchLine Ours(string folder, DecodeCase what, int runs, int threads)
    {
        using var engine = new CpuEngine(threads);
        using var weights = WeightSources.Open(folder);
        // The tokens are given: with drafts they would be run together, as a prompt is.
        using var policy = engine.Policy(weights, NetworkUse.Sampling, new() { Speculation = false });
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

    static BenchLine Theirs(string path, string file, GgufTensorType type, DecodeCase what, int runs, int threads)
    {
        string[] arguments =
        [
            path, "--gguf", file, "--threads", Text(threads), "--batch", Text(what.Batch), "--prompt-tokens", Text(what.PromptTokens),
            "--new-tokens", Text(what.NewTokens), "--runs", Text(runs),
        ];
        return Peer.LineOf(path, Peer.Run(new ProcessStartInfo("node", arguments), "install Node.js, and node-llama-cpp as docs/gguf.md says")) with
        {
            Case = "llama",
            Type = GgufTensorTypes.NameOf((uint)type),
        };
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
