// A recipe for somebody's own problems: what is asked, who learns, how answers are judged, how long. The rest is as it is usual at that size, and said so
// that it can be changed.

using System.Globalization;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Catalog;

namespace R1Sharp.App.Commands;

/// <summary>The answers to what r1 new asks.</summary>
sealed record NewRecipe
{
    /// <summary>What the recipe is called.</summary>
    public required string Name { get; init; }

    /// <summary>The file of problems, each with its right answer.</summary>
    public required string Problems { get; init; }

    /// <summary>How many there are, from <see cref="CountOf"/>.</summary>
    public required int Count { get; init; }

    /// <summary>The model that learns; null makes a small one that reads the miniature world first.</summary>
    public string? Model { get; init; }

    /// <summary>What is rewarded: a name of r1 reward list, or a script of one's own.</summary>
    public string Reward { get; init; } = "accuracy";

    /// <summary>Steps of reinforcement.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>A short name made of a file's.</summary>
    public static string NameOf(string problems)
    {
        string name = Path.GetFileName(problems).Split('.')[0].ToLowerInvariant();
        string clean = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        return clean.Length > 0 ? clean : "mine";
    }

    /// <summary>Looks at the problems.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="UserErrorException">They cannot be read, or there are too few.</exception>
    public static int CountOf(string path) => ProblemFile.Read(new() { Path = path }).Count is >= 2 and var count ? count
        : throw new UserErrorException($"{path}: one problem is too few: some are asked in training and others afterwards.");

    /// <summary>Looks at what is named before anything is written.</summary>
    /// <exception cref="UserErrorException">The model is not there, or there is no such reward.</exception>
    public void Check()
    {
        if (Model is not null)
            _ = ModelFiles.Of(Model).Shape();
        if (!Reward.EndsWith(".csx", StringComparison.Ordinal) && !Reward.Contains(".dll", StringComparison.Ordinal))
            _ = RewardCatalog.Find(Reward);
        else if (!File.Exists(RecipeVariables.Expand(Reward.Split('#')[0])))
            throw new UserErrorException($"{Reward}: there is no such file with a reward{NearestPath.Hint(Reward.Split('#')[0])}.");
    }

    /// <summary>The recipe's text.</summary>
    public string Text()
    {
        // A tenth is kept to measure with; of few problems one.
        int kept = Math.Clamp(Count / 10, 1, 200), asked = Count - kept;
        return Head(asked, kept) + (Model is null ? Own : Read()) + Evaluation(asked) + "stages:\n" + (Model is null ? Pretraining : "") + Reinforcement(asked);
    }

    string Head(int asked, int kept) => string.Create(CultureInfo.InvariantCulture, $"""
        # {(Model is null ? "A small model, made here," : Path.GetFileName(Path.TrimEndingDirectorySeparator(Model)))} learns to answer the problems of
        # {Path.GetFileName(Problems)} by reinforcement.
        # Command: ./r1 doctor {Name}.yaml; ./r1 run {Name}.yaml --smoke; ./r1 run {Name}.yaml
        # Data:    {asked} problems are asked in training, and {kept} others before and after it.
        name: {Name}
        template: {Template}
        checkpoint_every_steps: 10


        """);

    string Read() => $$"""
        model:
          from: {{Quoted(Model!)}}

        policy:
          adapter: {rank: 16, alpha: 32}    # without it all weights learn, at a tenth of the learning rate


        """;

    string Evaluation(int asked) => string.Create(CultureInfo.InvariantCulture, $$"""
        evaluation:
          sample_count: 1
          temperature: 0
          max_completion_tokens: {{Cap}}
          problems:
            - file: {path: {{Quoted(Problems)}}, split: "train[{{asked}}:]"}


        """);

    string Reinforcement(int asked) => string.Create(CultureInfo.InvariantCulture, $$"""
          - evaluate: {}

          - grpo:
              profile: {{(Model is null ? "miniature" : "r1-zero-paper")}}
              steps: {{Steps}}
              prompts_per_step: 8
              group_size: 8
              minibatches_per_step: 1
              max_completion_tokens: {{Cap}}
              kl_weight: 0.001
              ref_sync_steps: null
              learning_rate: {peak: {{(Model is null ? "1e-4" : "1e-5")}}, warmup_steps: 5}
              rewards:
                - {name: {{Quoted(Reward)}}}
                - {name: format, weight: 0.1}
              problems:
                - file: {path: {{Quoted(Problems)}}, split: "train[:{{asked}}]"}

          - evaluate: {}

        """);

    int Cap => Model is null ? 128 : 400;

    string Template => Model is null ? "miniature" : ModelFiles.Of(Model).Template() ?? (HasChat ? "chat" : "r1-zero");

    bool HasChat
    {
        get
        {
            string folder = ModelFiles.Of(Model!).Base, config = Path.Combine(folder, "tokenizer_config.json");
            return File.Exists(Path.Combine(folder, "chat_template.jinja"))
                || (File.Exists(config) && File.ReadAllText(config).Contains("\"chat_template\"", StringComparison.Ordinal));
        }
    }

    const string Own = """
        model:
          size: tiny
          max_positions: 512

        tokenizer:
          vocabulary_size: 1024
          sample_documents: 2000


        """;

    // It has to write words before it can be reinforced.
    const string Pretraining = """
          - pretrain:
              corpus:
                miniature: {}
              steps: 400
              tokens_per_step: 8192
              learning_rate: {peak: 3e-3, warmup_steps: 20, decay: cosine, floor_share: 0.03}


        """;

    static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
