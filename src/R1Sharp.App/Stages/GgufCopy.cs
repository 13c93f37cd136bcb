// A Hugging Face folder as one GGUF file, tokenizer and template included.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>Writes models for llama.cpp.</summary>
public static class GgufCopy
{
    /// <summary>Writes a checkpoint of a folder, with its tokenizer and template, as a GGUF file.</summary>
    public static void Write(Checkpoint checkpoint, string folder, string file, GgufTensorType type)
    {
        var tokenizer = Tokenizer.Load(folder);
        GgufExport.Write(file, checkpoint.Options, tokenizer, checkpoint.Read, new GgufExportOptions
        {
            Type = type,
            Name = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)),
            PromptTemplate = ModelFiles.NamedTemplate(folder),
        });
    }
}
