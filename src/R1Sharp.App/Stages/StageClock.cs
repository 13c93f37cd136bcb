// How fast a stage goes and how long it will still take.

namespace R1Sharp.App.Stages;

/// <summary>Keeps the times of a stage's latest steps.</summary>
sealed class StageClock
{
    const int Window = 20;
    readonly Queue<(double Seconds, long Tokens)> _latest = new();
    double _seconds;
    long _tokens;

    /// <summary>Tokens a second over the latest steps; 0 before the first.</summary>
    public double TokensPerSecond => _seconds > 0 ? _tokens / _seconds : 0;

    /// <summary>A step took so long and computed so many tokens.</summary>
    public void Add(double seconds, long tokens)
    {
        _latest.Enqueue((seconds, tokens));
        (_seconds, _tokens) = (_seconds + seconds, _tokens + tokens);
        if (_latest.Count <= Window)
            return;
        var old = _latest.Dequeue();
        (_seconds, _tokens) = (_seconds - old.Seconds, _tokens - old.Tokens);
    }

    /// <summary>Time for so many more steps at the present pace; null before the first step.</summary>
    public TimeSpan? Left(int steps) => _latest.Count == 0 ? null : TimeSpan.FromSeconds(_seconds / _latest.Count * steps);

    /// <summary>A duration as people say it: 42 s, 3 min 20 s, 1 h 05 min.</summary>
    public static string Words(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => $"{Math.Ceiling(time.TotalSeconds):0} s",
        { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min {time.Seconds:00} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes:00} min",
    };
}
