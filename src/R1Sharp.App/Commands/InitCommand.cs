// r1 init: a checkpoint of random weights of any shape, for tests and for measurements on networks of real size.

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands;

/// <summary>The command that makes fresh checkpoints.</summary>
static class InitCommand
{
    const string ConfigFile = "config.json", TokenizerFile = "tokenizer.json";

    static readonly string[] TokenizerFiles =
        [TokenizerFile, "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "chat_template.jinja"];

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var config = new Option<string>("--config")
        {
            Description = "The network's shape: a config.json, or a folder that holds one.",
            Required = true,
            HelpName = "file",
        };
        var output = new Option<string>("--out") { Description = "The folder to make.", Required = true, HelpName = "folder" };
        var seed = new NumberOption<ulong>("--seed", 0, ulong.MaxValue) { Description = "Decides the weights.", DefaultValueFactory = _ => 1 };
        var type = new Option<string?>("--dtype") { Description = "f32, bf16 or f16; otherwise what config.json says." };
        var tokenizer = new Option<string?>("--tokenizer") { Description = "A folder whose tokenizer goes with the weights.", HelpName = "folder" };
        var shard = new NumberOption<long>("--shard-bytes", 1, long.MaxValue)
        {
            Description = "Bytes of weights from which on they are split into several files.",
            DefaultValueFactory = _ => SafeTensorsFolderWriter.DefaultShardBytes,
        };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
        var command = new Command("init", "Make a checkpoint of random weights.") { config, output, seed, type, tokenizer, shard, threads };
        command.SetAction(parsed =>
        {
            OutputTarget.RequireNewFolder(parsed.GetRequiredValue(output), "--out");
            string source = ConfigPath(parsed.GetRequiredValue(config));
            var format = new CheckpointFormat
            {
                Type = parsed.GetValue(type) is { } name ? WeightTypes.Parse(name) : TypeOf(source),
                ShardBytes = parsed.GetValue(shard),
            };
            Make(source, parsed.GetRequiredValue(output), parsed.GetValue(seed), format, parsed.GetValue(tokenizer), parsed.GetValue(threads));
            return ExitCode.Fine;
        });
        return command;
    }

    static void Make(string config, string output, ulong seed, CheckpointFormat format, string? tokenizer, int? threads)
    {
        string aside = output.TrimEnd('/') + RunStorage.Aside;
        try
        {
            Progress.While($"writing {output}",
                () => RunStorage.WriteNewFolder(output.TrimEnd('/'), folder => Fill(folder, config, seed, format, tokenizer, threads)));
        }
        catch (UserErrorException error)
        {
            // The user knows the file that was given, not its copy.
            throw new UserErrorException(error.Message.Replace(Path.Combine(aside, ConfigFile), config, StringComparison.Ordinal), error);
        }
        using var made = Checkpoint.Open(output);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{output}: {made.Layout.ParameterCount:N0} parameters in {format.Type.ToString().ToLowerInvariant()}, {made.Files.Sum(f => f.Length):N0} bytes "
                + $"in {made.Files.Count} file{(made.Files.Count == 1 ? "" : "s")}, seed {seed}."));
    }

    static void Fill(string folder, string config, ulong seed, CheckpointFormat format, string? tokenizer, int? threads)
    {
        File.Copy(config, Path.Combine(folder, ConfigFile));
        var options = ModelConfig.Read(folder);
        if (tokenizer is not null)
            CopyTokenizer(tokenizer, folder, options);
        CheckpointWriter.WriteRandom(folder, seed, threads, format);
    }

    static void CopyTokenizer(string from, string to, ModelOptions options)
    {
        int needed = Tokenizer.Load(from).VocabularySize;
        if (needed > options.VocabularySize)
            throw new UserErrorException(
                $"{Path.Combine(from, TokenizerFile)} has {needed} tokens, but config.json has a vocab_size of {options.VocabularySize}: they do not belong "
                + $"together.");
        foreach (string file in TokenizerFiles.Where(f => File.Exists(Path.Combine(from, f))))
            File.Copy(Path.Combine(from, file), Path.Combine(to, file));
    }

    static string ConfigPath(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, ConfigFile) : path;
        return File.Exists(file) ? file : throw new UserErrorException($"{file} does not exist: give a config.json, or a folder that holds one.");
    }

    /// <summary>The number format that a config.json names; F32 where it names none, or one that we do not write.</summary>
    static WeightType TypeOf(string config)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(config));
            foreach (string key in (string[])["dtype", "torch_dtype"])
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(key, out var name)
                    && name.ValueKind == JsonValueKind.String)
                    return Enum.GetValues<WeightType>().FirstOrDefault(t => t.TorchName() == name.GetString(), WeightType.F32);
            return WeightType.F32;
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{config} is malformed: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
