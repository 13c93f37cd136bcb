// r1 export --model DIR --gguf FILE: a Hugging Face folder as one file for llama.cpp.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;

namespace R1Sharp.App.Commands;

/// <summary>The command that writes GGUF files.</summary>
public static class ExportCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model: a Hugging Face folder.", Required = true, HelpName = "folder" };
        var gguf = new Option<string>("--gguf") { Description = "The GGUF file to write.", Required = true, HelpName = "file" };
        var type = new Option<string>("--type")
        {
            Description = $"How matrices are stored: {string.Join(", ", GgufTensorTypes.Names)}.",
            DefaultValueFactory = _ => "f32",
        };
        var command = new Command("export", "Write a model as a GGUF file for llama.cpp.") { model, gguf, type };
        command.SetAction(parsed =>
        {
            Export(parsed.GetRequiredValue(model), parsed.GetRequiredValue(gguf), GgufTensorTypes.Parse(parsed.GetRequiredValue(type)));
            return ExitCode.Fine;
        });
        return command;
    }

    static void Export(string folder, string file, GgufTensorType type)
    {
        OutputTarget.RequireFile(file, "--gguf", mayBeDevice: false);
        using var checkpoint = Checkpoint.Open(folder);
        RunStorage.Guard(file, () => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!));
        GgufCopy.Write(checkpoint, folder, file, type);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{file}: {checkpoint.Layout.Tensors.Count} tensors, {checkpoint.Layout.ParameterCount:N0} parameters, {GgufTensorTypes.NameOf((uint)type)}, "
                + $"{new FileInfo(file).Length:N0} bytes"));
    }
}
