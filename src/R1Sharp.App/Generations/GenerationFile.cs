// The file of a generation: a row is appended when its last completion has come, whole, in one write. What a killed process left is taken up again:
// a half-written last line is cut off, and rows that are there are not asked again.

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data.Files;
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
    readonly RowKeys _hashes = new();

    // Of rows that are alike, and of files that were made by hand.
    readonly HashSet<string> _otherKeys = [];
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
    public bool Has(string key) => HashOf(key) is { } hash ? _hashes.CountOf(hash) > 0 : _otherKeys.Contains(key);

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
        long end = NoteAll();
        if (retryFailed && FailedBefore > 0)
            end = Rewrite();
        _stream.SetLength(end);
        _stream.Position = end;
    }

    // Notes the rows that are there; returns where the last whole line ends.
    long NoteAll()
    {
        long end = 0;
        foreach (var (line, number, after) in WholeLines())
        {
            end = after;
            if (IsEmpty(line))
                continue;
            var (key, hasFailed) = Read(line, number);
            if (!Add(key))
                throw new UserErrorException($"{_path}:{number}: the row {key} stands there twice: take one of the lines out.");
            FailedBefore += hasFailed ? 1 : 0;
            Rows++;
        }
        return end;
    }

    static bool IsEmpty(byte[] line) => line.AsSpan().Trim(" \t\r"u8).IsEmpty;

    bool Add(string key) => HashOf(key) is { } hash ? _hashes.Add(hash) == 1 : _otherKeys.Add(key);

    static ulong? HashOf(string key) =>
        key.Length == AskedRows.KeyLength && ulong.TryParse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hash) ? hash : null;

    // Lines that have their end, with their numbers and where they end.
    IEnumerable<(byte[] Line, int Number, long End)> WholeLines()
    {
        _stream.Position = 0;
        long end = 0;
        int number = 0;
        foreach (var (line, _) in RawLines.All(_stream).Where(l => l.HasEnd))
            yield return (line, ++number, end += line.Length + 1);
    }

    // The key of a row, and whether it says why it has no completion.
    (string Key, bool HasFailed) Read(byte[] line, int number)
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
        return (name, origin.TryGetProperty(AnsweredRow.Error, out _));
    }

    string Differences(JsonElement there)
    {
        using var here = JsonDocument.Parse(_settings);
        string Of(JsonElement settings, string name) => settings.TryGetProperty(name, out var value) ? value.GetRawText() : "its default";
        var names = there.EnumerateObject().Concat(here.RootElement.EnumerateObject()).Select(p => p.Name).Distinct();
        return string.Join(", ", names.Where(n => Of(there, n) != Of(here.RootElement, n)).Select(n => $"{n} {Of(there, n)}, not {Of(here.RootElement, n)}"));
    }

    // Written aside and copied back, so that whoever holds the lock holds the file.
    long Rewrite()
    {
        string aside = _path + RunStorage.Aside;
        using (var copy = new FileStream(aside, FileMode.Create))
        {
            foreach (var (line, number, _) in WholeLines())
                if (!IsEmpty(line) && !Read(line, number).HasFailed)
                    copy.Write([.. line, (byte)'\n']);
            copy.Flush(flushToDisk: true);
            copy.Position = _stream.Position = 0;
            copy.CopyTo(_stream);
            _stream.SetLength(copy.Length);
        }
        _stream.Flush(flushToDisk: true);
        File.Delete(aside);
        _hashes.Clear();
        _otherKeys.Clear();
        (Rows, FailedBefore) = (0, 0);
        return NoteAll();
    }
}
