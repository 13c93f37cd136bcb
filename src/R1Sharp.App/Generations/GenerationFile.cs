// The file of a generation: a row is appended when its last completion has come, whole, in one write. What a killed process left is taken up again:
// a half-written last line is cut off, and rows that are there are not asked again.

using System.Text.Json;
using R1Sharp.App.Data.Files;
using R1Sharp.App.Data.Parquet;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Generations;

/// <summary>Appends rows; nobody else may meanwhile.</summary>
sealed class GenerationFile : IDisposable
{
    static readonly TimeSpan s_betweenSyncs = TimeSpan.FromSeconds(5);

    readonly string _path, _prefix, _settings;
    readonly FileStream _stream;
    readonly HashSet<string> _keys = [];
    long _synced = TimeProvider.System.GetTimestamp();

    GenerationFile(string path, string prefix, string settings, FileStream stream) =>
        (_path, _prefix, _settings, _stream) = (path, prefix, settings, stream);

    /// <summary>How many rows it holds.</summary>
    public int Rows { get; private set; }

    /// <summary>Of those that were there when it was opened, how many say why they have no completion.</summary>
    public int FailedBefore { get; private set; }

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="prefix">Stands before the names of the columns that are added.</param>
    /// <param name="settings">How completions are made, as JSON; rows of other settings are not mixed with these.</param>
    /// <param name="retryFailed">Whether rows that say why they have no completion are taken out, so that they are asked again.</param>
    /// <exception cref="UserErrorException">It is written by another process, or holds something else; it is as it was.</exception>
    public static GenerationFile Open(string path, string prefix, string settings, bool retryFailed)
    {
        RequireForm(path);
        GenerationFile? file = null;
        RunStorage.Guard(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            file = new(path, prefix, settings, Locked(path));
        });
        try
        {
            file!.TakeUp(retryFailed);
            return file;
        }
        catch
        {
            file!.Dispose();
            throw;
        }
    }

    /// <summary>Whether a row is there.</summary>
    public bool Has(string key) => _keys.Contains(key);

    /// <summary>Appends a row. Not for two threads at once.</summary>
    /// <exception cref="UserErrorException">The disk refuses; the file ends with the last whole row.</exception>
    public void Append(AnsweredRow row)
    {
        byte[] line = [.. row.Line(_prefix, _settings), (byte)'\n'];
        long end = _stream.Position;
        try
        {
            RunStorage.Guard(_path, () => _stream.Write(line));
        }
        catch
        {
            _stream.SetLength(end);
            throw;
        }
        Rows++;
        if (TimeProvider.System.GetElapsedTime(_synced) < s_betweenSyncs)
            return;
        _stream.Flush(flushToDisk: true);
        _synced = TimeProvider.System.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    static void RequireForm(string path)
    {
        if (FileForms.Uncompressed(path) != path || FileForms.ByName(path) is not (null or FileForm.JsonLines))
            throw new UserErrorException($"--out {path}: rows are appended as they end, so this is a file of JSON Lines; end it with .jsonl, and let r1 data "
                + "convert write another form of it.");
    }

    // Others may read it meanwhile. The lock is on a byte that no file reaches, since whole files are locked against readers too.
    static FileStream Locked(string path)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            if (!OperatingSystem.IsMacOS())
                stream.Lock(long.MaxValue - 1, 1);
            return stream;
        }
        catch (IOException e)
        {
            stream.Dispose();
            throw new UserErrorException($"{path} is being written by another process: wait for it, or name another file.", e);
        }
    }

    void TakeUp(bool retryFailed)
    {
        long end = 0;
        var kept = new List<byte[]>();
        int number = 0;
        foreach (byte[] line in WholeLines())
        {
            end += line.Length + 1;
            number++;
            if (line.AsSpan().Trim(" \t\r"u8).IsEmpty)
                continue;
            bool hasFailed = Note(line, number);
            if (retryFailed && !hasFailed)
                kept.Add(line);
        }
        if (retryFailed && FailedBefore > 0)
            end = Rewrite(kept);
        _stream.SetLength(end);
        _stream.Position = end;
        Rows = _keys.Count;
    }

    // Lines that have their end.
    IEnumerable<byte[]> WholeLines()
    {
        using var reader = new BufferedStream(new UnclosedStream(_stream), 1 << 16);
        var line = new List<byte>();
        for (int read; (read = reader.ReadByte()) >= 0;)
        {
            if (read == '\n')
            {
                yield return [.. line];
                line.Clear();
            }
            else
                line.Add((byte)read);
        }
    }

    // Whether the row says why it has no completion.
    bool Note(byte[] line, int number)
    {
        var row = JsonText.Object(line, out _) is { } json ? new JsonLine(_path, number, json) : null;
        if (row?.Column(_prefix + AnsweredRow.Generation) is not { ValueKind: JsonValueKind.Object } origin
            || !origin.TryGetProperty(AnsweredRow.Key, out var key) || key.GetString() is not { } name
            || !origin.TryGetProperty(AnsweredRow.Settings, out var settings))
            throw new UserErrorException($"{_path}:{number}: this line is no row of a generation ({_prefix}{AnsweredRow.Generation} with its key), and rows "
                + "would be added to it: name another file.");
        if (settings.GetRawText() != _settings)
            throw new UserErrorException($"{_path}:{number}: this row was made with other settings ({Differences(settings)}): name another file, or give the "
                + "same settings.");
        bool hasFailed = origin.TryGetProperty(AnsweredRow.Error, out _);
        if (hasFailed)
            FailedBefore++;
        if (!_keys.Add(name))
            throw new UserErrorException($"{_path}:{number}: the row {name} stands there twice: take one of the lines out.");
        return hasFailed;
    }

    string Differences(JsonElement there)
    {
        using var here = JsonDocument.Parse(_settings);
        string Of(JsonElement settings, string name) => settings.TryGetProperty(name, out var value) ? value.GetRawText() : "its default";
        var names = there.EnumerateObject().Concat(here.RootElement.EnumerateObject()).Select(p => p.Name).Distinct();
        return string.Join(", ", names.Where(n => Of(there, n) != Of(here.RootElement, n)).Select(n => $"{n} {Of(there, n)}, not {Of(here.RootElement, n)}"));
    }

    // Written aside and copied back, so that whoever holds the lock holds the file.
    long Rewrite(List<byte[]> kept)
    {
        _keys.Clear();
        long end = 0;
        string aside = _path + RunStorage.Aside;
        using (var copy = new FileStream(aside, FileMode.Create))
        {
            foreach (byte[] line in kept)
            {
                copy.Write(line);
                copy.WriteByte((byte)'\n');
            }
            copy.Flush(flushToDisk: true);
            end = copy.Length;
            copy.Position = 0;
            _stream.Position = 0;
            copy.CopyTo(_stream);
        }
        _stream.Flush(flushToDisk: true);
        File.Delete(aside);
        FailedBefore = 0;
        for (int i = 0; i < kept.Count; i++)
            Note(kept[i], i + 1);
        return end;
    }

    // The stream is read through a buffer that closes what it reads.
    sealed class UnclosedStream(FileStream inner) : ReadStream
    {
        public override int Read(Span<byte> buffer) => inner.Read(buffer);
    }
}
