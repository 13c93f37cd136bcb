// A model's files as one GGUF file, tokenizer and template included.

using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Stages;

/// <summary>Writes models for llama.cpp.</summary>
static class GgufCopy
{
    /// <summary>Writes weights with the tokenizer, template and name of a model's files as a GGUF file.</summary>
    public static void Write(ModelFiles files, IWeightSource weights, string file, GgufTensorType type) =>
        GgufExport.Write(file, weights.Shape, files.Tokenizer(), weights.Read, new()
        {
            Type = type,
            Name = Path.GetFileName(Path.GetFullPath(files.Adapters ?? files.Base).TrimEnd(Path.DirectorySeparatorChar)),
            PromptTemplate = files.Template(),
        });
}
