// The content of what a recipe names: a model's folder as it is, data by all of its files.

using System.Security.Cryptography;
using System.Text;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Data;

/// <summary>Hashes contents.</summary>
static class DataContent
{
    static readonly string[] s_models = ["config.json", "tokenizer.json", "tokenizer_config.json"];

    /// <summary>SHA-256 of a file, of a model's folder, or of all files of data with their names.</summary>
    /// <exception cref="UserErrorException">There is nothing of that name, or it cannot be read.</exception>
    public static string Hash(string path)
    {
        string expanded = HubFolder.ModelOr(RecipeVariables.Expand(path));
        if (File.Exists(expanded) || s_models.Any(name => File.Exists(Path.Combine(expanded, name))) || (!Directory.Exists(expanded) && !IsData(path)))
            return ContentPaths.Hash(expanded);
        var lines = Dataset.AllFiles(path).Select(file => $"{Path.GetFileName(file)} {ContentPaths.Hash(file)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    static bool IsData(string path) => HubFolder.Dataset(path) is not null || path.AsSpan().ContainsAny("*?[{,");
}
