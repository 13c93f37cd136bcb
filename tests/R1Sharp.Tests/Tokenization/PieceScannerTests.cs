using System.Text;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Tokenization.PreTokenization;
using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>
/// Scanners against the regular expressions that they stand for: as .NET runs them, which sees UTF-16 units and so knows
/// only the basic plane, and as this program runs those that have no scanner of their own.
/// </summary>
public sealed class PieceScannerTests
{
    static readonly string[] Parts =
        ["'s", "'RE", "'Ll", "'", "''", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2028", "a", "Bc", "é", "e\u0301", "\u0301", "1", "234", "²", "Ⅷ", "中", "の", "カ", "々",
         "!", "?!", "-", "_", "$", "€", "“", "\u200d", "\u0007", "\u0085", "\ue000"];

    public static TheoryData<string> Names => ["gpt2", "qwen", "llama", "deepseek", "numbers", "ideographs"];

    [Theory, MemberData(nameof(Names))]
    public void Matches_where_the_pattern_matches(string name)
    {
        (IPieceScanner scanner, string pattern) = name switch
        {
            "gpt2" => ((IPieceScanner)new Gpt2Scanner(), Gpt2Scanner.Pattern),
            "qwen" => (new WordScanner(1), WordScanner.QwenPattern),
            "llama" => (new WordScanner(3), WordScanner.LlamaPattern),
            "deepseek" => (new DeepSeekScanner(), DeepSeekScanner.Pattern),
            "numbers" => (RunScanner.Numbers(3), RunScanner.ThreeNumbersPattern),
            _ => (RunScanner.Ideographs(), RunScanner.IdeographsPattern),
        };
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        var compiled = new PatternScanner(PatternParser.Parse(pattern));
        for (int sample = 0; sample < 2000; sample++)
        {
            string text = RandomText(sample);
            var expected = regex.Matches(text).Select(match => (match.Index, match.Index + match.Length)).ToArray();
            Assert.Equal((Escape(text), Show(expected)), (Escape(text), Show(Matches(scanner, text))));
            Assert.Equal((Escape(text), Show(expected)), (Escape(text), Show(Matches(compiled, text))));
            // .NET's engine cannot say anything about characters beyond the basic plane; ours can.
            text += "𝒜𝟙🙂" + text + "🙂" + RandomText(sample + 1).Replace("中", "𠀀");
            Assert.Equal((Escape(text), Show(Matches(compiled, text))), (Escape(text), Show(Matches(scanner, text))));
        }
    }

    [Fact]
    public void The_pieces_are_together_the_text()
    {
        var tokenizer = new PreTokenizer(new PieceStage(RunScanner.Numbers(3)), new PieceStage(RunScanner.Ideographs()), new PieceStage(new DeepSeekScanner()));
        for (int sample = 0; sample < 1000; sample++)
        {
            string text = RandomText(sample);
            var pieces = new List<string>();
            tokenizer.Split(text, beginsText: true, pieces, static (piece, list) => list.Add(piece.ToString()));
            Assert.Equal(text, string.Concat(pieces));
            Assert.DoesNotContain("", pieces);
        }
    }

    static IEnumerable<(int, int)> Matches(IPieceScanner scanner, string text)
    {
        for (int done = 0; scanner.TryNext(text, done, out int start, out int end); done = end) yield return (start, end);
    }

    static string RandomText(int sample)
    {
        var random = new RandomStream(5, RandomPurpose.Test, sample);
        var text = new StringBuilder();
        for (int n = random.NextInt(12); n >= 0; n--) text.Append(random.Pick<string>(Parts));
        return text.ToString();
    }

    static string Show(IEnumerable<(int, int)> matches) => string.Join(' ', matches);

    static string Escape(string text) => string.Concat(text.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c.ToString() : $"\\u{(int)c:x4}"));
}
