// What measures need of the program around them.

using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;

namespace R1Sharp.App.Tasks.Declarations;

/// <summary>Handed to the measures.</summary>
sealed record TaskHost
{
    /// <summary>A host that has nothing: problems can be read, but no program is run and no model asked.</summary>
    public static TaskHost None { get; } = new();

    /// <summary>Where programs run and how models are reached.</summary>
    public RewardHost Rewards { get; init; } = RewardHost.None;

    /// <summary>The choices of the math grader.</summary>
    public AccuracyOptions Accuracy { get; init; } = new();

    /// <summary>The model that judges; null where none does.</summary>
    public ChatEndpointOptions? Judge { get; init; }

    /// <summary>The data with the answers that a model's are compared with; null takes those of the rows.</summary>
    public string? Baseline { get; init; }

    /// <summary>The folder with the contests' results; null has none.</summary>
    public string? Contests { get; init; }

    /// <summary>The folder of checkouts to which patches are applied; null has none.</summary>
    public string? Checkouts { get; init; }

    /// <summary>Decides in which order two answers are shown to a judge.</summary>
    public ulong Seed { get; init; }

    /// <summary>The judge of a benchmark.</summary>
    /// <exception cref="UserErrorException">None is named.</exception>
    public IChatEndpoint JudgeOf(TaskFile task) => Judge is { } judge ? Rewards.Chats(judge)
        : throw new UserErrorException($"{task.Title} is judged by a model: name it with --judge-url and --judge-model.");
}
