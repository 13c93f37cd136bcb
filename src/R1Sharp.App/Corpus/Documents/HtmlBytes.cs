// The characters of a page: by its head, its first bytes or its own words; else UTF-8 where it is that, and Latin-1 where not.

using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>Decodes pages.</summary>
static partial class HtmlBytes
{
    /// <summary>The text of a page's bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="type">The content type that came with them.</param>
    public static string Decode(byte[] bytes, string type)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(Utf8Text.WithoutMark(bytes));
        string said = Charset().Match(type) is { Success: true } head ? head.Groups[1].Value
            : Charset().Match(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 2048))) is { Success: true } meta ? meta.Groups[1].Value : "";
        return said.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) ? Encoding.Unicode.GetString(bytes)
            : said.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    [GeneratedRegex(@"charset\s*=\s*[""']?([\w-]+)", RegexOptions.IgnoreCase)] private static partial Regex Charset();
}
