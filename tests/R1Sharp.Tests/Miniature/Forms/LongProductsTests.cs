using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.Forms;
using R1Sharp.Numerics;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Miniature.Forms;

/// <summary>Products in three forms: every equation is true, every form comes to the answer, and the files of the recipe are what the command writes.</summary>
public sealed class LongProductsTests
{
    [Fact]
    public void A_product_is_worked_out_by_hand()
    {
        var random = new RandomStream(1, RandomPurpose.Problems, 5);
        var forms = LongProducts.Of(431, 254, ref random);
        Assert.Equal(("431 * 254 = ?", "109474"), (forms.Question, forms.Answer));
        Assert.Equal("<think>431*4=1724,431*50=21550,1724+21550=23274,431*200=86200,23274+86200=109474</think><answer>109474</answer>", forms.Chain);
        Assert.Equal("```python\nprint(431 * 254)\n```", forms.Program);
        Assert.EndsWith("```python\nprint(431 * 254)\n```\n```output\n109474\n```\n1*4=4 4 yes\n</think><answer>109474</answer>", forms.Tool, StringComparison.Ordinal);
    }

    [Fact]
    public void All_forms_of_all_products_come_to_the_answer_and_a_miscopied_program_is_seen()
    {
        int mended = 0;
        var pairs = new HashSet<string>[] { [], [] };
        for (int i = 0; i < 300; i++)
        {
            foreach (var split in (ProblemSplit[])[ProblemSplit.Train, ProblemSplit.HeldOut])
            {
                var forms = LongProducts.Create(split, 3, i);
                pairs[split == ProblemSplit.Train ? 0 : 1].Add(forms.Question);
                long[] factors = [.. forms.Question.Split(" = ")[0].Split(" * ").Select(f => long.Parse(f, CultureInfo.InvariantCulture))];
                Assert.Equal(forms.Answer, (factors[0] * factors[1]).ToString(CultureInfo.InvariantCulture));
                Assert.All((string[])[forms.Chain, forms.Tool], text => Assert.EndsWith($"<answer>{forms.Answer}</answer>", text, StringComparison.Ordinal));
                foreach (string equation in forms.Chain["<think>".Length..forms.Chain.IndexOf("</think>", StringComparison.Ordinal)].Split(','))
                {
                    string[] sides = equation.Split('=');
                    long[] numbers = [.. sides[0].Split('*', '+').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
                    Assert.Equal(sides[1], (sides[0].Contains('*') ? numbers[0] * numbers[1] : numbers[0] + numbers[1]).ToString(CultureInfo.InvariantCulture));
                }
                mended += forms.Tool.Contains("no\n", StringComparison.Ordinal) ? 1 : 0;
            }
        }
        Assert.InRange(mended, 60, 240);
        Assert.Empty(pairs[0].Intersect(pairs[1]));
    }

    [Theory]
    [InlineData("train", 1000, "train")]
    [InlineData("held-out", 150, "held-out")]
    public void The_files_of_the_recipe_are_what_the_command_writes(string split, int rows, string name)
    {
        using var folder = new TemporaryDirectory();
        string path = Path.Combine(folder.Path, "forms.jsonl");
        var done = Cli.Run("data", "forms", "--split", split, "--rows", $"{rows}", "--out", path);
        Assert.Equal((0, ""), (done.Code, done.Error));
        string written = File.ReadAllText(path);
        Assert.Equal(File.ReadAllText(Path.Combine(Cli.Home, "recipes", "three-forms", name + ".jsonl")), written);
        Assert.Equal(["question", "answer", "chain", "program", "tool"], JsonDocument.Parse(written.Split('\n')[0]).RootElement.EnumerateObject().Select(p => p.Name));
    }
}
