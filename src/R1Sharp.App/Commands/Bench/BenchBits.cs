// r1 bench bits: hashes of what the engine computes. The same on every machine and with any number of threads, or the
// numerical contract is broken.

using System.CommandLine;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning.Cpu;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Hashes of log-probabilities, sampled tokens and trained weights of a small network with odd sizes.</summary>
static class BenchBits
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads; all cores otherwise." };
        var adapters = new Option<bool>("--adapters") { Description = "With adapters; what does not hold of them is named, and ends the command with 1." };
        var command = new Command("bits", "Print hashes of results that must be the same everywhere.") { threads, adapters };
        command.SetAction(parsed =>
        {
            using var engine = new CpuEngine(parsed.GetValue(threads));
            if (!parsed.GetValue(adapters))
            {
                Console.WriteLine(Line("bits", ContractBits.Of(engine), engine).ToJsonString());
                return ExitCode.Fine;
            }
            var line = Line("bits with adapters", ContractBits.OfAdapters(engine), engine);
            string[] broken = [.. ContractBits.BrokenByAdapters(engine)];
            line["broken"] = new JsonArray([.. broken.Select(sentence => (JsonNode)sentence)]);
            Console.WriteLine(line.ToJsonString());
            return broken.Length == 0 ? ExitCode.Fine : ExitCode.Internal;
        });
        return command;
    }

    static JsonObject Line(string name, ContractBits bits, CpuEngine engine) => new()
    {
        ["case"] = name,
        ["simd"] = BenchLine.SimdName,
        ["threads"] = engine.Workers,
        ["initial_weights"] = bits.InitialWeights,
        ["log_probs"] = bits.LogProbs,
        ["sampled_tokens"] = bits.SampledTokens,
        ["sampled_log_probs"] = bits.SampledLogProbs,
        ["trained_weights"] = bits.TrainedWeights,
    };
}
