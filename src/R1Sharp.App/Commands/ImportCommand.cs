// r1 import --gguf FILE --out DIR: a GGUF file as a Hugging Face folder.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;

namespace R1Sharp.App.Commands;

/// <summary>The command that reads GGUF files.</summary>
static class ImportCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var gguf = new Option<string>("--gguf") { Description = "The GGUF file.", Required = true, HelpName = "file" };
        var target = new Option<string>("--out") { Description = "The folder to write; it must not hold a model yet.", Required = true, HelpName = "folder" };
        var command = new Command("import", "Write a GGUF file's model as a Hugging Face folder.") { gguf, target };
        command.SetAction(parsed =>
        {
            Import(parsed.GetRequiredValue(gguf), parsed.GetRequiredValue(target));
            return ExitCode.Fine;
        });
        return command;
    }

    static void Fill(string folder, GgufModel model)
    {
        CheckpointWriter.Save(folder, model.Options, model.Read, new() { Type = model.Type });
        model.Tokenizer.Save(folder);
        if (model.PromptTemplate is { } template)
            ModelFiles.NameTemplate(folder, template);
    }

    static void Import(string file, string folder)
    {
        OutputTarget.RequireNewFolder(folder, "--out");
        using var model = GgufModel.Open(file);
        Progress.While($"writing {folder}", () => RunStorage.WriteNewFolder(folder.TrimEnd('/'), aside => Fill(aside, model)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{folder}: {model.Layout.Tensors.Count} tensors, {model.Layout.ParameterCount:N0} parameters, {model.Tokenizer.VocabularySize:N0} tokens"));
    }
}
