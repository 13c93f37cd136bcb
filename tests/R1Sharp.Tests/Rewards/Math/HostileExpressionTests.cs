// A hundred expressions made to be expensive. Every one is judged within the budget of fuel, and none is rewarded wrongly.

using R1Sharp.Learning.Rewards.Mathematics;
using Xunit;

namespace R1Sharp.Tests.Rewards.Mathematics;

public sealed class HostileExpressionTests
{
    static string Nested(string open, string inside, string close, int depth) => string.Concat(Enumerable.Repeat(open, depth)) + inside + string.Concat(Enumerable.Repeat(close, depth));

    static string Joined(string separator, int count, Func<int, string> member) => string.Join(separator, Enumerable.Range(1, count).Select(member));

    static string Matrix(int size, Func<int, string> entry) =>
        "\\begin{pmatrix}" + Joined("\\\\", size, row => Joined("&", size, column => entry(row * size + column))) + "\\end{pmatrix}";

    /// <summary>The expressions.</summary>
    public static IReadOnlyList<string> Expressions { get; } =
    [
        "9^{9^{9}}", "9^{9^{9^{9}}}", "10^{10^{10}}", "10^{10^{10^{10^{10}}}}", "2^{2^{2^{2^{2^{2}}}}}", "9**9**9**9", "(9^{9^{9}})!", "100000!", "99999999999999999999!", "(10^{100})!",
        "3000!", "2999!\\cdot 2998!", "\\frac{3000!}{2999!}+\\frac{2998!}{2997!}", "1000000!/999999!", "((3!)!)!", "(((3!)!)!)!", "5!!!!!!!!!!", "\\binom{20000}{10000}", "\\binom{10^{9}}{5\\cdot 10^{8}}",
        "\\binom{n^{n}}{k^{k}}", "1e5000", "1e99999", "1e-5000", "1e5000+1e-5000", "0." + new string('3', 1900), new string('9', 2000), new string('9', 3900), "1/" + new string('7', 1900), "7^{" + new string('9', 300) + "}",
        "\\sqrt{" + new string('7', 1900) + "}", "\\sqrt[97]{" + new string('3', 600) + "}", "\\sqrt[10^{9}]{2}", Nested("(", "x", ")", 1900), Nested("(", "7", ")", 59), Nested("\\sqrt{", "2", "}", 55), Nested("\\sqrt{", "2", "}", 400),
        Nested("\\frac{1}{1+", "x", "}", 55), Nested("\\frac{1}{1+", "x", "}", 300), Nested("\\sin(", "1", ")", 55), Nested("e^{", "x", "}", 50), Nested("e^{", "1", "}", 50), Nested("2^{", "2", "}", 300), Nested("|", "x", "|", 300),
        Nested("\\{", "1", "\\}", 300), Nested("[", "1,2", "]", 300), Nested("\\text{", "x", "}", 400), Nested("\\boxed{", "5", "}", 200), new string('{', 2000), new string('(', 2000), new string('-', 3000) + "5", new string('+', 3000), "5" + new string('!', 3000),
        "5" + new string('%', 3000), "x" + new string('\'', 3000), new string('|', 3000), Joined("^", 1000, _ => "2"), Joined("+", 1000, i => i + "x^" + i), Joined("*", 500, i => $"(x+{i})"), Joined("", 300, i => $"(x_{{{i}}}+1)"),
        "(a+b+c+d+e_1+f_1)^{24}", "(a+b+c+d)^{1000000}", "(1+x)^{999999999}", "((((x+1)^{20}+1)^{20}+1)^{20}+1)^{20}", "(x+y+z)^{24}-(z+y+x)^{24}", "\\frac{(x+1)^{24}}{(x+2)^{24}}", Joined("+", 300, i => $"\\sqrt{{{i}}}"), Joined("+", 200, i => $"\\sqrt[3]{{{i}+\\sqrt{{{i}}}}}"),
        Joined("+", 100, i => $"\\sin({i})"), Joined("+", 200, i => $"\\ln({i})\\ln({i + 1})"), Joined("*", 100, i => $"\\sin(x+{i})"), "\\sin(10^{40})", "\\sin(10^{10^{10}})", "\\tan(10^{30})", "\\sin(9^{9^{9}})", "\\ln(\\ln(\\ln(9^{9^{9}})))", "e^{e^{e^{e^{e}}}}",
        "\\arcsin(\\arcsin(\\arcsin(2)))", "\\frac{1}{\\sin(\\pi)}", "0^{0}", "\\frac{1}{0}", "\\ln(0)", "\\frac{\\infty}{\\infty}", "i^{i^{i^{i}}}", "(-1)^{\\sqrt{2}}", "\\sum_{k=1}^{1000000000} k", "\\sum_{k=1}^{200} \\frac{1}{k}", "\\sum_{i=1}^{200}\\sum_{j=1}^{200} ij",
        "\\prod_{k=1}^{200} (x+k)", "\\prod_{k=1}^{200} k^{k}", "\\sum_{k=1}^{n} k^{k}", Matrix(20, i => i.ToString()), Matrix(60, _ => "1"), Matrix(12, i => $"\\sqrt{{{i}}}") + Matrix(12, i => i.ToString()), string.Concat(Enumerable.Repeat(Matrix(9, i => i.ToString()), 4)),
        "\\begin{vmatrix}" + Joined("\\\\", 4, row => Joined("&", 4, column => $"x_{row}+y_{column}")) + "\\end{vmatrix}", Joined(",", 64, i => $"\\sqrt{{{i}+x}}"), Joined(",", 1000, i => i.ToString()), "\\{" + Joined(",", 64, i => $"\\sin {i}") + "\\}",
        Joined("\\cup", 120, i => $"({2 * i},{2 * i + 1})"), Joined(" or ", 60, i => $"x={i}"), Joined("\\pm", 40, i => i.ToString()), Joined("<", 200, i => $"x_{i}"), Joined("=", 500, i => i.ToString()), Joined(":", 500, i => i.ToString()),
        "\\gcd(" + new string('9', 1500) + "," + new string('3', 1400) + ")", "\\lcm(" + Joined(",", 19, i => (1000 + i).ToString()) + ")", "2^{x^{y^{z^{2^{x^{y}}}}}}", "x^{x^{x^{x^{x^{x^{x}}}}}}", "\\lfloor 10^{1000}\\pi\\rfloor", "三" + new string('万', 100), new string('一', 3000),
        Joined(" ", 500, _ => "one"), "0.(" + new string('1', 50) + ")", "\\frac" + new string('1', 3000), new string('\\', 3001), string.Concat(Enumerable.Repeat("\\frac", 700)), "\\begin{pmatrix}" + new string('&', 3000), "a_{" + Nested("{", "1", "}", 800) + "}", "f(" + Nested("f(", "x", ")", 50) + ")",
    ];

    static readonly string[] Answers = ["5", "x", "\\sqrt{2}+\\pi", "x^{2}+\\sin x", "(1,2)"];

    [Fact]
    public void Hostile_expressions_stay_within_the_fuel_and_are_never_wrongly_equal()
    {
        var options = new MathOptions();
        var grader = new MathGrader(options);
        Assert.True(Expressions.Count >= 100, $"{Expressions.Count} expressions");
        foreach (string expression in Expressions)
            foreach (string answer in Answers)
            {
                var judgement = grader.Judge(answer, expression, out long spent);
                // One step may pass the line before it is noticed, a long way only if something is not paid for.
                Assert.True(spent <= 2 * options.FuelUnits, $"{spent} units for {expression[..Math.Min(60, expression.Length)]}");
                bool mayBeEqual = answer == "5" && (expression.Contains("boxed") || expression.EndsWith("---5", StringComparison.Ordinal)) || answer == "x" && expression.Contains('x');
                Assert.True(!judgement.IsEqual || mayBeEqual, $"{answer} = {expression[..Math.Min(60, expression.Length)]}: {judgement.Reason}");
            }
    }

    // What the dearest expressions cost, in units of fuel: about a millisecond is 50,000 of them. Tighter than the budget, so
    // that a part which costs more than it did is seen.
    const long DearestThree = 2_300_000, AllTogether = 15_500_000;

    /// <summary>What the judgements cost; on request also how long they take, as docs/graders.md reports it, since nothing times a test.</summary>
    [Fact]
    public void The_cost_of_all_hostile_expressions_together_is_bounded()
    {
        var grader = new MathGrader();
        var costs = new List<long>();
        foreach (string expression in Expressions)
        {
            grader.Judge("x^{2}+\\sin x", expression, out long first);
            grader.Judge(expression, "5", out long second);
            costs.Add(first + second);
        }
        Assert.True(costs.Sum() <= AllTogether, $"{costs.Sum()} units together");
        Assert.True(costs.OrderDescending().Take(3).Sum() <= DearestThree, $"{string.Join(", ", costs.OrderDescending().Take(3))} units for the dearest");
        if (Environment.GetEnvironmentVariable("R1SHARP_WRITE_TABLES") is { Length: > 0 } file)
            WriteTimes(file + ".hostile", grader);
    }

    static void WriteTimes(string file, MathGrader grader)
    {
        var lines = new List<(double Milliseconds, string Line)>();
        foreach (string expression in Expressions)
        {
            double best = double.MaxValue;
            long spent = 0;
            for (int i = 0; i < 5; i++)
            {
                var before = System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime;
                grader.Judge("x^{2}+\\sin x", expression, out spent);
                grader.Judge(expression, "5", out _);
                best = Math.Min(best, (System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / 2);
            }
            lines.Add((best, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{best:0.000} ms {spent} units {expression[..Math.Min(70, expression.Length)]}")));
        }
        File.WriteAllLines(file, lines.OrderByDescending(l => l.Milliseconds).Select(l => l.Line));
    }

    [Fact]
    public void Hostile_expressions_against_themselves_and_their_neighbours_end_too()
    {
        var grader = new MathGrader();
        for (int i = 0; i < Expressions.Count; i++)
        {
            grader.Judge(Expressions[i], Expressions[i] + " ", out long self);
            grader.Judge(Expressions[i], Expressions[(i + 1) % Expressions.Count], out long next);
            Assert.True(Math.Max(self, next) <= 600_000, $"{Math.Max(self, next)} units for {Expressions[i][..Math.Min(60, Expressions[i].Length)]}");
        }
    }
}
