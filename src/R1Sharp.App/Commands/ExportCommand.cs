// r1 export: a model as one file for llama.cpp, or a network with an adapter as a network without one.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that writes GGUF files and merges adapters.</summary>
static class ExportCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var model = new Option<string>("--model")
        {
            Description = "The model: a Hugging Face folder, or one with an adapter.",
            Required = true,
            HelpName = "folder",
        };
        var adapter = ModelOptionsGroup.AdapterOption();
        var gguf = new Option<string?>("--gguf") { Description = "The GGUF file to write; an adapter is added to the weights.", HelpName = "file" };
        var merge = new Option<string?>("--merge")
        {
            Description = "The Hugging Face folder to write, with the adapter added to the weights.",
            HelpName = "folder",
        };
        var type = new Option<string>("--type")
        {
            Description = $"How matrices are stored: {string.Join(", ", GgufTensorTypes.Names)}; in a folder f32, f16 or bf16.",
            DefaultValueFactory = _ => "f32",
        };
        var command = new Command("export", "Write a model as a GGUF file for llama.cpp, or with its adapter added.") { model, adapter, gguf, merge, type };
        command.Validators.Add(result =>
        {
            if (result.GetResult(gguf) is null == result.GetResult(merge) is null)
                result.AddError("export writes either a file (--gguf) or a folder (--merge): give one of the two");
        });
        command.SetAction(parsed =>
        {
            string? file = parsed.GetValue(gguf);
            if (file is null)
                OutputTarget.RequireNewFolder(parsed.GetRequiredValue(merge)!, "--merge");
            else
                OutputTarget.RequireFile(file, "--gguf", mayBeDevice: false);
            var files = ModelFiles.Of(parsed.GetRequiredValue(model), parsed.GetValue(adapter));
            if (file is not null)
                Export(files, file, GgufTensorTypes.Parse(parsed.GetRequiredValue(type)));
            else
                Merge(files, parsed.GetRequiredValue(merge)!, WeightTypes.Parse(parsed.GetRequiredValue(type)));
            return ExitCode.Fine;
        });
        return command;
    }

    static void Export(ModelFiles files, string file, GgufTensorType type)
    {
        if (files.IsGguf && files.Adapters is null)
            throw new UserErrorException($"{files.Base} is a GGUF file already.");
        using var weights = WeightSources.Open(files.Base);
        using var adapters = files.Adapters is { } folder ? PeftFolder.Open(folder, weights.Shape) : null;
        var merged = adapters is null ? weights : AdapterSources.Merged(AdapterSources.With(weights, adapters));
        RunStorage.Guard(file, () => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!));
        Progress.While($"writing {file}", () => GgufCopy.Write(files, merged, file, type));
        var layout = new ParameterLayout(merged.Shape);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{file}: {layout.Tensors.Count} tensors, {layout.ParameterCount:N0} parameters, {GgufTensorTypes.NameOf((uint)type)}, "
                + $"{new FileInfo(file).Length:N0} bytes"));
    }

    static void Merge(ModelFiles files, string target, WeightType type)
    {
        if (files.Adapters is not { } folder)
            throw new UserErrorException($"{files.Base} has no adapter that could be merged: name its folder with --adapter.");
        using var weights = WeightSources.Open(files.Base);
        using var adapters = PeftFolder.Open(folder, weights.Shape);
        Progress.While($"writing {target}", () => RunStorage.WriteNewFolder(target.TrimEnd('/'), aside =>
        {
            AdapterSources.With(weights, adapters).Save(aside, new() { Type = type });
            files.Tokenizer().Save(aside);
            if (files.Template() is { } template)
                ModelFiles.NameTemplate(aside, template);
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target}: {new ParameterLayout(weights.Shape).ParameterCount:N0} parameters in {type.TorchName()}, with the adapter added "
                + $"({adapters.Shape.Adapter})"));
    }
}
