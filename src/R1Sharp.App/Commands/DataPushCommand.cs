// r1 data push DIR --data DATA: a dataset's folder with Parquet shards and a card.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Writing;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Commands;

/// <summary>The command that writes datasets.</summary>
static class DataPushCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder to write; it must not hold anything yet." };
        var data = new Option<string>("--data")
        {
            Description = "The rows: a file, a pattern, a dataset's folder with all its splits, a run's data.jsonl.",
            Required = true,
        };
        var config = new Option<string?>("--config") { Description = "The dataset's configuration; otherwise its default." };
        var split = new Option<string?>("--split") { Description = "Only this split, or a part of it like 'train[:100]'." };
        var title = new Option<string?>("--title") { Description = "The card's heading; otherwise the folder's name." };
        var license = new Option<string?>("--license") { Description = "The licence as Hugging Face writes it, e.g. mit or apache-2.0." };
        var model = new Option<string?>("--model-name") { Description = "The model that wrote the completions, for rows without a column 'model'." };
        var grader = new Option<string?>("--grader-name") { Description = "What judged them, for rows without a column 'grader'." };
        var shard = new NumberOption<int>("--shard-rows", 1, 100_000_000) { Description = "Rows of a shard at most.", DefaultValueFactory = _ => 100_000 };
        var command = new Command("push", "Write rows as a dataset's folder: Parquet shards and a card, as Hugging Face's library loads it.")
        {
            folder, data, config, split, title, license, model, grader, shard,
        };
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(folder).TrimEnd('/');
            OutputTarget.RequireNewFolder(target, "folder");
            var splits = Dataset.OpenSplits(parsed.GetRequiredValue(data), parsed.GetValue(config), parsed.GetValue(split));
            var written = DatasetPush.Write(target, splits, new()
            {
                Title = parsed.GetValue(title) ?? Path.GetFileName(Path.GetFullPath(target)),
                License = parsed.GetValue(license),
                Model = parsed.GetValue(model),
                Grader = parsed.GetValue(grader),
                ShardRows = parsed.GetValue(shard),
            });
            foreach (var done in written)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {done.Name}, {done.Rows:N0} rows, {done.Bytes:N0} bytes"));
            return ExitCode.Fine;
        });
        return command;
    }
}
