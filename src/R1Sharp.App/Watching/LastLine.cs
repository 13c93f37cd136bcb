// The end of a log: how far a stage has come, without reading what stands before.

using System.Text.Json;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Watching;

/// <summary>The last whole lines of a stage's metrics.</summary>
/// <param name="StepsDone">Steps that are done.</param>
/// <param name="Numbers">The numbers of the last step; empty where none is in sight.</param>
sealed record LastLine(int StepsDone, IReadOnlyDictionary<string, double> Numbers)
{
    const int TailBytes = 256 << 10;

    /// <summary>Reads the end of a log.</summary>
    public static LastLine? Read(string path)
    {
        try
        {
            return Of(Tail(path));
        }
        catch (IOException)
        {
            return null;
        }
    }

    static LastLine? Of(byte[] tail)
    {
        LastLine? last = null;
        for (int begin = 0, end; (end = tail.AsSpan(begin).IndexOf((byte)'\n')) >= 0; begin += end + 1)
        {
            var line = tail.AsMemory(begin, end);
            if (!LogPage.IsObject(line.Span))
                continue;
            using var document = JsonDocument.Parse(line);
            last = With(last, document.RootElement);
        }
        return last;
    }

    // An evaluation names the steps done, a step itself; the numbers are those of the last step.
    static LastLine With(LastLine? last, JsonElement line)
    {
        bool isTrain = LogLines.Text(line, "kind") == StageLog.Train;
        int step = (int)LogLines.Number(line, "step", 0) + (isTrain ? 1 : 0);
        return new(Math.Max(step, last?.StepsDone ?? 0), isTrain ? LogLines.Numbers(line) : last?.Numbers ?? new Dictionary<string, double>());
    }

    // The first line of it may be the end of one.
    static byte[] Tail(string path)
    {
        using var stream = LogReader.Open(path);
        long begin = Math.Max(0, stream.Length - TailBytes);
        stream.Position = begin;
        byte[] bytes = new byte[stream.Length - begin];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }
}
