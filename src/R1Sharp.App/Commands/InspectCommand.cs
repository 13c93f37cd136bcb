// r1 inspect: what a checkpoint or a bare weight file holds, whether it is sound, and what it would take to use it here.

using System.CommandLine;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.RewardModels;

namespace R1Sharp.App.Commands;

/// <summary>The command that looks into checkpoints.</summary>
static class InspectCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var path = new Argument<string>("path")
        {
            Description = "A Hugging Face folder, a folder with an adapter, or a .safetensors file.",
            HelpName = "folder or file",
        };
        var adapter = ModelOptionsGroup.AdapterOption();
        var json = new Option<bool>("--json") { Description = "Print JSON instead of text." };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads that the estimate of speed counts on; all cores otherwise." };
        var command = new Command("inspect", "Check a checkpoint and say what it is, and what it needs.") { path, adapter, json, threads,
            InspectMaskCommand.Create(engines) };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetRequiredValue(path);
            var found = Progress.While($"reading {directory}", () => Inspect(directory, parsed.GetValue(threads), engines, parsed.GetValue(adapter)));
            Console.WriteLine(parsed.GetValue(json) ? found.ToJsonString(RunJson.Page) : InspectText.Of(found));
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>What `--json` prints.</summary>
    /// <exception cref="UserErrorException">What is there is not sound.</exception>
    internal static JsonObject Inspect(string path, int? threads, Func<int?, IEngine> engines, string? adapter = null)
    {
        if (adapter is not null || PeftFolder.Is(path))
            return Adapted(ModelFiles.Of(path, adapter), threads, engines);
        if (Directory.Exists(path))
        {
            // Reward and value models are checkpoints too.
            using var checkpoint = Checkpoint.Open(path, output: null);
            using var engine = engines(threads);
            var found = Folder(path, checkpoint, InspectEstimate.Measure(checkpoint, engine));
            if (RewardModel.CardOf(path) is { } card)
                found["reward_model"] = RunJson.Object(card);
            return found;
        }
        if (!File.Exists(path))
            throw new UserErrorException($"{path}: there is no such folder or file{NearestPath.Hint(path)}.");
        using var file = SafeTensorsFile.Open(path);
        return Bare(file);
    }

    static JsonObject Adapted(ModelFiles files, int? threads, Func<int?, IEngine> engines)
    {
        if (files.IsGguf)
            throw new UserErrorException($"{files.Base} is a GGUF file: adapters are looked into beside the Hugging Face folder that they were made for.");
        using var checkpoint = Checkpoint.Open(files.Base);
        using var adapters = PeftFolder.Open(files.Adapters!, checkpoint.Options);
        using var engine = engines(threads);
        var found = Folder(files.Base, checkpoint, InspectEstimate.Measure(checkpoint, engine, adapters.Shape.Adapter));
        var shape = adapters.Shape.Adapter!;
        found["adapter"] = new JsonObject
        {
            ["folder"] = adapters.Directory,
            ["places"] = shape.ToString(),
            ["modules"] = new JsonArray([.. shape.Places.Select(p => p.Module[(p.Module.LastIndexOf('.') + 1)..]).Distinct().Select(name => (JsonNode)name)]),
            ["scale"] = shape.Places.Max(shape.ScaleOf),
            ["rank_stabilized"] = shape.IsRankStabilized,
            ["parameters"] = adapters.ParameterCount,
            ["bytes"] = adapters.ByteCount,
        };
        return found;
    }

    static JsonObject Folder(string path, Checkpoint checkpoint, InspectEstimate estimate) => new()
    {
        ["folder"] = path,
        ["architecture"] = Architecture(path),
        ["parameters"] = checkpoint.Layout.ParameterCount,
        ["dtype"] = checkpoint.Type.ToString(),
        ["shape"] = RunJson.Object(checkpoint.Options),
        ["files"] = new JsonArray([.. checkpoint.Files.Select(f => new JsonObject
        {
            ["name"] = Path.GetFileName(f.Path),
            ["bytes"] = f.Length,
            ["tensors"] = f.Header.Tensors.Count,
        })]),
        ["dtypes"] = Types(checkpoint.Tensors.Select(t => t.Entry)),
        ["memory"] = RunJson.Object(estimate.Memory),
        ["estimate"] = RunJson.Object(estimate.Speed),
    };

    static JsonObject Bare(SafeTensorsFile file) => new()
    {
        ["file"] = file.Path,
        ["bytes"] = file.Length,
        ["elements"] = file.Header.Tensors.Sum(t => t.Length),
        ["dtypes"] = Types(file.Header.Tensors),
        ["metadata"] = file.Header.Metadata is { } metadata ? new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))) : null,
        ["tensors"] = new JsonArray([.. file.Header.Tensors.Select(t => new JsonObject
        {
            ["name"] = t.Name,
            ["dtype"] = t.Type.Name,
            ["shape"] = new JsonArray([.. t.Shape.Select(s => (JsonNode)s)]),
            ["data_offsets"] = new JsonArray(t.Begin, t.End),
        })]),
    };

    static JsonObject Types(IEnumerable<TensorEntry> tensors) =>
        new(tensors.GroupBy(t => t.Type.Name).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => KeyValuePair.Create(
        g.Key, (JsonNode?)new JsonObject { ["tensors"] = g.Count(), ["elements"] = g.Sum(t => t.Length), ["bytes"] = g.Sum(t => t.ByteCount) })));

    static string? Architecture(string path)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "config.json")))!;
        return config["architectures"] is JsonArray { Count: > 0 } names && names[0] is JsonValue name ? name.ToString() : config["model_type"]?.ToString();
    }
}
