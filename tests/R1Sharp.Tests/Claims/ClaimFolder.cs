using System.Text.Json.Nodes;
using R1Sharp.App.Runs;

namespace R1Sharp.Tests.Claims;

/// <summary>A run folder with finished stages whose numbers a test makes up.</summary>
sealed class ClaimFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("claims").FullName;

    public ClaimFolder()
    {
        using var folder = RunFolder.Open(Root, "name: x\n", RunUse.None);
        folder.Begin([]);
    }

    /// <summary>Adds a finished stage with these lines of metrics.</summary>
    public ClaimFolder Stage(string name, params JsonObject[] lines)
    {
        var folder = RunFolder.ToRead(Root).Stage(name);
        new StageRecord { Name = name, Kind = "evaluate", Index = 0, Key = "k", Parents = new Dictionary<string, string>(), Inputs = new Dictionary<string, string>(), Code = "test", IsFinished = true }.Write(folder);
        File.WriteAllLines(folder.Metrics, lines.Select(line => line.ToJsonString()));
        return this;
    }

    /// <summary>The completions of a stage, those of a family all of one problem.</summary>
    public ClaimFolder Samples(string stage, params (string Family, int Level, string Text, bool IsRight)[] samples)
    {
        File.WriteAllLines(RunFolder.ToRead(Root).Stage(stage).Completions, samples.Select((s, i) => new JsonObject
        { ["sample"] = samples.Take(i).Count(before => before.Family == s.Family), ["family"] = s.Family, ["level"] = s.Level, ["completion"] = s.Text, ["token_ids"] = new JsonArray(1, 2), ["right"] = s.IsRight }.ToJsonString()));
        return this;
    }

    /// <summary>The completions of a stage's training: of every family and level so many right ones among ten.</summary>
    public ClaimFolder Trained(string stage, params int[] rightByLevel)
    {
        File.WriteAllLines(RunFolder.ToRead(Root).Stage(stage).Rollouts,
            from family in new[] { "countdown", "arithmetic", "digits", "logic" }
            from level in Enumerable.Range(1, 3)
            from sample in Enumerable.Range(0, 10)
            select new JsonObject { ["kind"] = "train", ["step"] = sample, ["family"] = family, ["level"] = level, ["right"] = sample < rightByLevel[level - 1] }.ToJsonString());
        return this;
    }

    /// <summary>A line of evaluation: the same numbers for every family, and per level where they are given.</summary>
    public static JsonObject Evaluation(int step, Dictionary<string, double> numbers, Dictionary<int, double>? tokensByLevel = null)
    {
        var (families, levels) = (new JsonObject(), new JsonObject());
        foreach (string family in new[] { "countdown", "arithmetic", "digits", "logic", "facts", "translation", "form", "refuse" })
        {
            families[family] = Numbers(numbers);
            for (int level = 1; level <= 3; level++)
            {
                var here = Numbers(numbers);
                if (tokensByLevel is not null)
                    here["mean_completion_tokens"] = tokensByLevel[level];
                levels[$"{family}/{level}"] = here;
            }
        }
        return new JsonObject { ["stage"] = "s", ["kind"] = "evaluation", ["step"] = step, ["families"] = families, ["levels"] = levels };
    }

    /// <summary>A line of training.</summary>
    public static JsonObject Training(int step, Dictionary<string, double> numbers)
    {
        var line = Numbers(numbers);
        (line["stage"], line["kind"], line["step"]) = ("s", "train", step);
        return line;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    static JsonObject Numbers(Dictionary<string, double> numbers) => new(numbers.Select(n => KeyValuePair.Create(n.Key, (JsonNode?)n.Value)));
}
