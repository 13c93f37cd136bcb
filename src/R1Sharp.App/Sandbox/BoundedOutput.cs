// What a program writes, as far as it may.

using System.Collections.Concurrent;
using System.Text;

namespace R1Sharp.App.Sandbox;

/// <summary>The bytes that the streams of one program may still write, all together.</summary>
sealed class OutputBudget(long bytes)
{
    long _left = bytes;

    /// <summary>Takes some; returns how many there were.</summary>
    public int Take(int count) => (int)Math.Clamp(Interlocked.Add(ref _left, -count) + count, 0, count);
}

/// <summary>Reads one stream of a program on a thread of its own.</summary>
sealed class BoundedOutput
{
    readonly MemoryStream _bytes = new();
    readonly BlockingCollection<string>? _lines;
    readonly Thread _thread;
    int _lineStart;

    /// <param name="stream">What is read.</param>
    /// <param name="budget">Shared with the program's other streams.</param>
    /// <param name="onOverflow">Called when there is more than may be; nothing further is read.</param>
    /// <param name="isByLine">Whether lines are waited for while the program runs.</param>
    public BoundedOutput(Stream stream, OutputBudget budget, Action onOverflow, bool isByLine)
    {
        _lines = isByLine ? [] : null;
        _thread = new Thread(() => Read(stream, budget, onOverflow)) { IsBackground = true, Name = "sandbox output" };
        _thread.Start();
    }

    /// <summary>The next line; null when there are no more. Only where lines are waited for.</summary>
    public string? NextLine() => _lines!.TryTake(out string? line, Timeout.Infinite) ? line : null;

    /// <summary>Waits for the stream's end. What is not UTF-8 is replaced; a character cut by the limit is dropped.</summary>
    public string Text()
    {
        _thread.Join(TimeSpan.FromSeconds(5));
        lock (_bytes)
            return Text(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length));
    }

    internal static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.Length, first = end - 1;
        while (first >= 0 && end - first < 4 && (bytes[first] & 0xc0) == 0x80)
            first--;
        bool isCut = first >= 0 && Rune.DecodeFromUtf8(bytes[first..], out _, out _) == System.Buffers.OperationStatus.NeedMoreData;
        return Encoding.UTF8.GetString(bytes[..(isCut ? first : end)]);
    }

    void Read(Stream stream, OutputBudget budget, Action onOverflow)
    {
        byte[] buffer = new byte[16 << 10];
        try
        {
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                int allowed = budget.Take(count);
                lock (_bytes)
                    _bytes.Write(buffer, 0, allowed);
                if (allowed < count)
                {
                    onOverflow();
                    break;
                }
                SplitLines();
            }
        }
        catch (IOException)
        {
            // The pipe was closed from our side: the program has been ended.
        }
        finally
        {
            _lines?.CompleteAdding();
        }
    }

    void SplitLines()
    {
        if (_lines is null)
            return;
        var bytes = _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
        for (int length; (length = bytes[_lineStart..].IndexOf((byte)'\n')) >= 0; _lineStart += length + 1)
            _lines.Add(Encoding.UTF8.GetString(bytes.Slice(_lineStart, length)));
    }
}
