// The general part of the corpus: absent without a weight, of the planted quality with one, and nothing else is moved by it.

using System.Security.Cryptography;
using System.Text;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Miniature.World;
using Xunit;

namespace R1Sharp.Tests.Miniature.General;

public sealed class GeneralCorpusTests(ITestOutputHelper output)
{
    const double Weight = 30;

    static readonly MiniatureWorld Without = new(new MiniatureOptions()), With = new(new MiniatureOptions { GeneralWeight = Weight });

    static readonly HashSet<string> General = [.. Without.General.Families.Select(family => family.Name)];

    [Fact]
    public void Without_a_weight_no_bit_of_the_corpus_changes()
    {
        // Computed before there were general tasks.
        string documents = string.Join('\n', Enumerable.Range(0, 3000).Select(i => Without.Document(1, i)));
        Assert.Equal("350D8E42A953A932", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(documents)))[..16]);
    }

    [Fact]
    public void With_a_weight_the_other_documents_stay_as_they_are()
    {
        int same = 0, count = 4000;
        for (int i = 0; i < count; i++)
        {
            var (before, now) = (Without.Describe(1, i), With.Describe(1, i));
            if (before.Text == now.Text)
                same++;
            else
                Assert.True(before.Problem is not null && (now.Problem is null || General.Contains(now.Problem.Family)), now.Text);
        }
        // Lists of arithmetic facts are never replaced; of the dialogues 30 / (102 + 30) are.
        Assert.InRange(1 - (double)same / count, 0.75 * Weight / (102 + Weight) - 0.02, 0.75 * Weight / (102 + Weight) + 0.02);
    }

    [Fact]
    public void The_planted_quality_is_what_the_documentation_says()
    {
        var documents = Enumerable.Range(0, 30_000).Select(i => With.Describe(1, i)).Where(d => d.Problem is { } p && General.Contains(p.Family)).ToList();
        foreach (var group in documents.GroupBy(d => (d.Problem!.Family, d.Problem.Level)).OrderBy(group => group.Key))
            output.WriteLine($"{group.Key}: {group.Count()}, truth {group.Average(Truth):f3}, right {group.Average(d => Truth(d) == 1 ? 1.0 : 0):f3}, {group.Average(d => d.Text.Length):f0} characters");
        Assert.InRange(documents.Average(d => Truth(d) == 1 ? 1.0 : 0), 0.33, 0.40);
        Assert.InRange(documents.Average(Truth), 0.42, 0.54);
        Assert.InRange(documents.Average(d => d.Text.Contains("<answer>") ? 1.0 : 0), 0.78, 0.82);
        Assert.All(documents, d => Assert.Equal(ProblemSplit.Train, ProblemSplits.Of(d.Problem!.Id)));
        Assert.Equal(5, documents.Select(d => d.Problem!.Family).Distinct().Count());
    }

    [Fact]
    public void Statements_are_true_and_name_every_fact()
    {
        var said = new HashSet<string>();
        for (int i = 0; i < 12_000; i++)
            if (With.Describe(1, i) is { Problem: null } document && document.Text.Length > 0 && !char.IsDigit(document.Text[0]))
                foreach (string sentence in document.Text.Replace("<|endoftext|>", "").Split(new[] { ". ", "。 ", ".", "。" }, StringSplitOptions.RemoveEmptyEntries))
                    said.Add(sentence.Trim());
        string[] facts = [.. from animal in Enumerable.Range(0, 12) from attribute in Enum.GetValues<R1Sharp.Learning.Miniature.General.Attribute>()
                             from language in new[] { "en", "zh" } select FactsFamily.Statement(animal, attribute, language).TrimEnd('.', '。')];
        Assert.Subset(said, facts.ToHashSet());
        Assert.Equal(72, said.Count(sentence => sentence.StartsWith("The ", StringComparison.Ordinal) || (sentence.Contains('的') && !sentence.Contains(':'))));
        Assert.Subset(said, Words().ToHashSet());
        Assert.All(said.Where(sentence => sentence.Contains(": ")), pair => Assert.True(IsTranslation(pair), pair));
    }

    static IEnumerable<string> Words() => Terms.Animals.Concat(Terms.Colours).Concat(Terms.Homes).Concat(Terms.Deeds)
        .SelectMany(term => new[] { $"{term.English}: {term.Chinese}", $"{term.Chinese}: {term.English}" });

    // Every word of one side has its translation on the other, and there is nothing more.
    static bool IsTranslation(string pair)
    {
        string english = pair.Split(": ").Single(side => char.IsAsciiLetter(side[0])), chinese = pair.Split(": ").Single(side => !char.IsAsciiLetter(side[0]));
        var words = Terms.Animals.Concat(Terms.Colours).Concat(Terms.Homes).Concat(Terms.Deeds).ToDictionary(term => term.English, term => term.Chinese);
        return string.Concat(english.Replace(" in the ", " ").Split(' ').Select(word => words[word]).Order(StringComparer.Ordinal)) == string.Concat(chinese.Replace("里的", "").Select(letter => letter.ToString()).Order(StringComparer.Ordinal));
    }

    static double Truth(MiniatureDocument document) => GeneralWorld.Truth(document.Problem!, $"<think></think><answer>{document.Answer}</answer>");
}
