using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Whatever a template is: it renders, or fails in a sentence, and soon.</summary>
public sealed class TemplateFuzzTests
{
    const int Mutants = 4000;

    static readonly JsonElement Golden = JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden/Tokenization/chat_templates.json")));
    static readonly Dictionary<string, JsonElement> Values = Golden.GetProperty("values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value);
    static readonly string[] Sources = [.. Golden.GetProperty("snippets").EnumerateArray().Select(snippet => snippet.GetProperty("source").GetString()!), FamilyTemplates.Source("qwen3.jinja"), FamilyTemplates.Source("blocks.jinja")];

    static readonly string[] Parts =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "'", "\"", "\\", "(", ")", "[", "]", "{", "}", "|", ".", ",", ":", "~", "%", "*", "**", "//", "==", " in ", " not ", " is ", " if ", " else ", "9223372036854775807", "-1", "0", "1e308", "none", "missing", "l", "d", "u", "loop", "caller",
        " | tojson", " | sort", " | join", " | format(1)", " | batch(0)", " | slice(2)", " | indent(-1)", " | truncate(3)", " | abs", " | round(400)", " | int", ".items()", ".split('')", ".center(9)", ".format(", "[::-1]", "[:9223372036854775807]", "\n", "\r\n", "é", "🙂", "\0",
    ];

    [Fact]
    public void A_mutant_renders_or_fails_in_a_sentence()
    {
        int failed = 0;
        for (int i = 0; i < Mutants; i++)
        {
            string source = Mutant(new RandomStream(5, RandomPurpose.Test, 4, i));
            try
            {
                new ChatTemplate(source, new Dictionary<string, string>()).Render(Values, new DateTime(2025, 1, 2));
            }
            catch (UserErrorException error)
            {
                Assert.NotEmpty(error.Message);
                failed++;
            }
        }
        Assert.InRange(failed, Mutants / 4, Mutants - 100);
    }

    // Each of these would run for years, or fill any memory, if nothing stopped it.
    [Theory]
    [InlineData("{% set x = 'ab' * 8000000 %}{% for i in range(100000) %}{% for j in range(1000) %}{{ x.upper() | length }}{% endfor %}{% endfor %}")]
    [InlineData("{% set x = 'ab' * 8000000 %}{% for i in range(100000) %}{{ x[5] }}{{ x == x ~ '' }}{{ 'q' in x }}{% endfor %}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(70) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l == ns.l }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(70) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(70) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l < [ns.l, 1] }}{{ ns.l }}")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(64) %}{% set ns.s = ns.s.replace('a', 'aa').replace('b', 'bb') %}{% endfor %}{{ ns.s | length }}")]
    [InlineData("{% macro f(n) %}{{ f(n + 1) ~ f(n + 1) }}{% endmacro %}{{ f(0) }}")]
    [InlineData("{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{{ caller }}{% endmacro %}{% call f() %}{% endcall %}")]
    [InlineData("{{ 'x'.center(2000000000) }}")]
    [InlineData("{{ '%2000000000d' % 5 }}")]
    [InlineData("{{ '{:2000000000}'.format(5) }}")]
    [InlineData("{% for i in range(100000) %}{{ range(100000) | list | length }}{% endfor %}")]
    [InlineData("{% for i in range(100000) %}{{ 'x' * 1000 }}{% endfor %}")]
    [InlineData("{{ [1] * 9000000000 }}")]
    public void What_would_never_end_is_ended(string source)
    {
        var error = Assert.Throws<UserErrorException>(() => new ChatTemplate(source, new Dictionary<string, string>()).Render(Values));
        Assert.DoesNotContain('\n', error.Message);
    }

    static string Mutant(RandomStream random)
    {
        string source = Sources[random.NextInt(Sources.Length)];
        for (int n = random.NextInt(4); n >= 0; n--)
        {
            int at = random.NextInt(source.Length + 1), length = Math.Min(random.NextInt(6), source.Length - at);
            string part = random.NextInt(4) == 0 ? Piece(Sources[random.NextInt(Sources.Length)], random) : Parts[random.NextInt(Parts.Length)];
            source = source[..at] + part + source[(at + (random.NextBool(0.5) ? length : 0))..];
        }
        return source;
    }

    static string Piece(string source, RandomStream random)
    {
        int at = random.NextInt(source.Length);
        return source.Substring(at, random.NextInt(Math.Min(30, source.Length - at) + 1));
    }
}
