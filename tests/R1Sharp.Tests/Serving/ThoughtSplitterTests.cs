using R1Sharp.App.Serving;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>Thoughts are told apart in the same way however the text is cut into pieces.</summary>
public sealed class ThoughtSplitterTests
{
    [Theory]
    [InlineData("<think>\nabc\n</think>\n\nxyz", false, "abc\n", "xyz")]
    [InlineData("\nabc</think>xyz", true, "abc", "xyz")]
    [InlineData("abc", true, "abc", "")]
    [InlineData("abc</thin", true, "abc</thin", "")]
    [InlineData("abc < <think> d</think>", false, "", "abc < <think> d</think>")]
    [InlineData(" \n<think>a</think>b</think>c", false, "a", "b</think>c")]
    [InlineData(" <thi", false, "", " <thi")]
    [InlineData("<think></think>", false, "", "")]
    [InlineData("", false, "", "")]
    public void However_it_is_cut(string text, bool isOpen, string thoughts, string said)
    {
        for (int size = 1; size <= text.Length + 1; size++)
        {
            var splitter = new ThoughtSplitter(isOpen);
            string allThoughts = "", allSaid = "";
            foreach (char[]? piece in text.Chunk(size).Append(null))
            {
                var (t, s) = piece is null ? splitter.Finish() : splitter.Add(new string(piece));
                (allThoughts, allSaid) = (allThoughts + t, allSaid + s);
            }
            Assert.Equal((thoughts, said), (allThoughts, allSaid));
        }
    }
}
