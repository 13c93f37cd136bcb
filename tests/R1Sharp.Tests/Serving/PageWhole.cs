using System.Text.RegularExpressions;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>A page with all that it names: whole, from here alone, and without a way for a text to become HTML.</summary>
static partial class PageWhole
{
    /// <summary>The files of a page, in order, each of which has been looked at.</summary>
    public static async Task<IReadOnlyList<string>> Of(HttpClient client)
    {
        var open = new Queue<string>([""]);
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        while (open.TryDequeue(out string? path))
        {
            if (!seen.Add(path))
                continue;
            using var response = await client.GetAsync(path);
            Assert.True(response.IsSuccessStatusCode, path);
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            string text = await response.Content.ReadAsStringAsync();
            if (!path.EndsWith(".svg", StringComparison.Ordinal))
                Assert.DoesNotContain("http", text);
            foreach (string word in (string[])["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "style=", "onclick"])
                Assert.DoesNotContain(word, text);
            foreach (Match named in Named().Matches(text))
                open.Enqueue(named.Groups[1].Value);
        }
        return [.. seen];
    }

    [GeneratedRegex("(?:from '\\./|(?:href|src)=\"/)([\\w.]+)['\"]")]
    private static partial Regex Named();
}
