// When a stage writes a checkpoint. Nothing of it changes a result: a stage ends in the same bits wherever it is gone on with.

namespace R1Sharp.App.Stages;

/// <summary>Says when the next checkpoint of a stage is due: after a number of steps, and where steps are long, after a time.</summary>
/// <param name="recipe">The recipe.</param>
sealed class CheckpointSchedule(Recipe recipe)
{
    // A checkpoint that takes long to write waits until it takes no more than this share of the time.
    const double MostShare = 0.05;

    double _since, _writing;

    /// <summary>Notes when the stage begins or goes on, in its seconds.</summary>
    public void Begin(double seconds) => _since = seconds;

    /// <summary>Notes a checkpoint.</summary>
    /// <param name="began">When it was begun, in seconds of the stage.</param>
    /// <param name="ended">When it was written.</param>
    public void Written(double began, double ended) => (_since, _writing) = (ended, ended - began);

    /// <summary>Whether one is due.</summary>
    /// <param name="steps">Steps that are done.</param>
    /// <param name="seconds">Seconds of the stage.</param>
    public bool IsDue(int steps, double seconds) =>
        recipe.CheckpointEverySteps is { } every && (steps % every == 0 || (recipe.LeaveCheckpoints != true && IsOverdue(seconds)));

    bool IsOverdue(double seconds) => recipe.CheckpointEveryMinutes is { } minutes && seconds - _since >= Math.Max(60 * minutes, _writing / MostShare);
}
