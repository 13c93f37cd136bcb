// Scores groups beside their generation: a group as soon as its last completion has ended, while others are still written.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rollouts;

/// <summary>The scoring of one call of Generate. A score depends on its group alone, so when it is computed changes nothing.</summary>
/// <param name="score">The rollouts of group p.</param>
/// <param name="groupCount">How many groups there are.</param>
sealed class GroupScoring(Func<int, Completion[], Rollout[]> score, int groupCount)
{
    readonly Task<Rollout[]>?[] _groups = new Task<Rollout[]>?[groupCount];

    /// <summary>Begins to score group p; for <see cref="GenerationRequest.OnFinished"/>.</summary>
    public void Begin(int p, Completion[] completions) => _groups[p] = Task.Run(() => score(p, completions));

    /// <summary>Generates, and scores whatever the policy did not report while it did.</summary>
    /// <param name="generate">Gives all completions.</param>
    /// <returns>result[p][s] is sample s of group p.</returns>
    public Rollout[][] Finish(Func<Completion[][]> generate)
    {
        try
        {
            var completions = generate();
            for (int p = 0; p < groupCount; p++)
                if (_groups[p] is null)
                    Begin(p, completions[p]);
            return [.. _groups.Select(group => group!.GetAwaiter().GetResult())];
        }
        finally
        {
            // No reward may still be at work when the caller goes on, whatever happened.
            Task.WhenAll(_groups.OfType<Task>()).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }
    }
}
