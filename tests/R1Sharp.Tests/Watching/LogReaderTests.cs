using System.Text;
using R1Sharp.App.Watching;
using Xunit;

namespace R1Sharp.Tests.Watching;

public sealed class LogReaderTests : IDisposable
{
    readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    List<(long Offset, string Line, bool IsCut)> Read(long from = 0, int longest = 1000)
    {
        using var reader = new LogReader(_path, from, longest);
        var lines = new List<(long, string, bool)>();
        while (reader.TryNext(out var line))
            lines.Add((reader.Offset, Encoding.UTF8.GetString(line), reader.IsCut));
        return lines;
    }

    [Fact]
    public void Whole_lines_are_given_with_where_they_begin_and_a_line_without_an_end_is_not_there_yet()
    {
        File.WriteAllText(_path, "one\n\nthree é\nfour");
        Assert.Equal([(0, "one", false), (4, "", false), (5, "three é", false)], Read());
        Assert.Equal([(5, "three é", false)], Read(from: 5));
        File.AppendAllText(_path, " and more\n");
        Assert.Equal((14L, "four and more", false), Read()[^1]);
    }

    [Fact]
    public void Lines_longer_than_the_buffer_come_whole_or_as_their_beginning()
    {
        string huge = new('x', 300_000);
        File.WriteAllText(_path, $"a\n{huge}\nb\n");
        Assert.Equal([(0, "a", false), (2, huge, false), (300_003, "b", false)], Read(longest: 1 << 20));
        var cut = Read(longest: 1000);
        Assert.Equal(["a", "b"], cut.Where(l => !l.IsCut).Select(l => l.Line));
        Assert.Equal(new string('x', 1000), Assert.Single(cut, l => l.IsCut).Line);
        Assert.Equal(300_003, cut[^1].Offset);
    }

    [Fact]
    public void A_long_line_without_an_end_is_not_there_yet_either()
    {
        File.WriteAllText(_path, $"a\n{new string('x', 300_000)}");
        using var reader = new LogReader(_path, 0, 1000);
        Assert.True(reader.TryNext(out _));
        Assert.False(reader.TryNext(out _));
        Assert.Equal(2, reader.Next);
    }

    [Fact]
    public void Where_a_line_begins_is_known()
    {
        File.WriteAllText(_path, "one\ntwo\n");
        Assert.Equal([0, 4, 8], Enumerable.Range(0, 12).Where(i => LogReader.IsLineStart(_path, i)));
    }
}
