// After which steps of training held-out data is measured.

namespace R1Sharp.Learning.Training;

/// <summary>Steps after which a measurement is due.</summary>
static class MeasuredSteps
{
    /// <summary>The 0-based steps: every so many, or those that end an epoch; and the last one.</summary>
    /// <param name="stepCount">Steps of the stage.</param>
    /// <param name="every">Steps between two measurements; null measures at the end of each epoch.</param>
    /// <param name="stepsOf">How many steps it takes until all was seen so many times.</param>
    public static HashSet<int> Of(int stepCount, int? every, Func<int, int> stepsOf)
    {
        var ends = every is { } steps ? Enumerable.Range(1, stepCount / steps).Select(i => i * steps)
            : Enumerable.Range(1, stepCount).Select(stepsOf).TakeWhile(end => end < stepCount);
        return [.. ends.Append(stepCount).Select(end => end - 1)];
    }
}
