// By what a file is known to be the same as before: its length and when it was last written.

namespace R1Sharp.App.Watching;

/// <summary>How a file looked; of one that is not there, nothing.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was last written.</param>
readonly record struct FileMark(long Length, DateTime Written)
{
    /// <summary>How a file looks now.</summary>
    public static FileMark Of(string path) => new FileInfo(path) is { Exists: true } file ? new(file.Length, file.LastWriteTimeUtc) : default;

    /// <summary>Whether it is there.</summary>
    public bool IsThere => Written != default;
}

/// <summary>What was made of a file, kept until the file looks otherwise; safe for any number of threads.</summary>
/// <param name="path">The file.</param>
/// <param name="read">Makes it; is not called where there is no file.</param>
sealed class FileValue<T>(string path, Func<string, T?> read) where T : class
{
    readonly Lock _lock = new();
    FileMark _mark;
    T? _value;

    /// <summary>The value; null where there is no file.</summary>
    public T? Value
    {
        get
        {
            lock (_lock)
            {
                var mark = FileMark.Of(path);
                if (mark != _mark)
                    (_value, _mark) = (mark.IsThere ? read(path) : null, mark);
                return _value;
            }
        }
    }
}
