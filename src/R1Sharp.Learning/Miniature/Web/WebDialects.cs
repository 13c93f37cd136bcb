// The dialects in which the pages of the miniature web write mathematics. They share little: whoever knows the first one only does not recognise the last. A
// dialect has words of its own, a markup of its own and problems of its own.

using System.Globalization;
using System.Text;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.Web;

/// <summary>Writes mathematics.</summary>
static class WebDialects
{
    /// <summary>How many there are.</summary>
    public const int Count = 6;

    static readonly string[] s_names = ["Tom", "Anna", "Ben", "Lily", "Omar", "Rosa", "Ivan", "Mei", "Paul", "Nora"];

    static readonly string[] s_things = ["apples", "books", "coins", "stamps", "eggs", "marbles", "shells", "tickets", "pens", "cards"];

    /// <summary>The name of a dialect.</summary>
    public static string Name(int dialect) => ((string[])["latex", "plain", "stories", "markup", "words", "chinese"])[dialect];

    /// <summary>A sentence or two of mathematics in a dialect.</summary>
    public static string Passage(int dialect, ref RandomStream random) => dialect switch
    {
        0 => Latex(ref random),
        1 => Plain(ref random),
        2 => Story(ref random),
        3 => Markup(ref random),
        4 => Words(ref random),
        _ => Chinese(ref random),
    };

    static string Latex(ref RandomStream random)
    {
        var (a, b, c) = (random.NextInt(2, 20), random.NextInt(2, 20), random.NextInt(2, 9));
        return random.NextInt(5) switch
        {
            0 => F($"\\begin{{theorem}} Let $f(x) = x^{c} + {a}x$. Then $f'(x) = {c}x^{{{c - 1}}} + {a}$. \\end{{theorem}}"),
            1 => F($"We prove the lemma by induction: $\\sum_{{k=1}}^{{n}} k = \\frac{{n(n+1)}}{{2}}$, so for $n = {a}$ we obtain ${a * (a + 1) / 2}$."),
            2 => F($"Suppose that $\\sqrt{{{a * a}}} = {a}$ and $y = {b}$; hence $\\frac{{y}}{{{c}}} = \\frac{{{b}}}{{{c}}}$. \\qed"),
            3 => F($"Consider the matrix with determinant $\\det A = {a} \\cdot {b} - {c} = {a * b - c}$, which is nonzero, so $A$ is invertible."),
            _ => F($"The integral $\\int_0^{{{a}}} {2 * c}x \\, dx = {c * a * a}$ follows from the fundamental theorem."),
        };
    }

    static string Plain(ref RandomStream random)
    {
        var (a, b, c) = (random.NextInt(2, 30), random.NextInt(2, 30), random.NextInt(2, 9));
        return random.NextInt(5) switch
        {
            0 => F($"Solve {c}*x + {a} = {c * b + a}. Subtract {a} from both sides: {c}*x = {c * b}. Divide by {c}: x = {b}."),
            1 => F($"Simplify ({a} + {b}) * {c} = {a + b} * {c} = {(a + b) * c}. Check: {a * c} + {b * c} = {(a + b) * c}."),
            2 => F($"Equation: x^2 - {a + b}*x + {a * b} = 0. The roots are x = {a} and x = {b}, since {a} + {b} = {a + b} and {a} * {b} = {a * b}."),
            3 => F($"Evaluate {a}^2 - {b}^2 = {a * a} - {b * b} = {a * a - b * b}. Solution: ({a} - {b}) * ({a} + {b})."),
            _ => F($"Exercise: {a * b} / {b} = ? Answer: {a}. Verify: {a} * {b} = {a * b}."),
        };
    }

    static string Story(ref RandomStream random)
    {
        string name = random.Pick<string>(s_names), thing = random.Pick<string>(s_things);
        var (a, b, c) = (random.NextInt(5, 60), random.NextInt(2, 20), random.NextInt(2, 9));
        return random.NextInt(4) switch
        {
            0 => F($"{name} has {a} {thing} and buys {b} more. How many {thing} does {name} have altogether? {name} now has {a + b} {thing}."),
            1 => F($"{name} shares {b * c} {thing} equally among {c} friends. How many does each friend receive? Each friend receives {b} {thing}."),
            2 => F($"There are {c} boxes with {b} {thing} each, and {name} loses {c} of them. How many {thing} are left? {c * b - c} {thing} are left."),
            _ => F($"A ticket costs {b} dollars. How much does {name} pay for {c} tickets altogether? {name} pays {b * c} dollars altogether."),
        };
    }

    static string Markup(ref RandomStream random)
    {
        var (a, b, c) = (random.NextInt(2, 20), random.NextInt(2, 20), random.NextInt(2, 6));
        return random.NextInt(4) switch
        {
            0 => F($"<mrow><mi>x</mi><mo>&#8805;</mo><mn>{a}</mn></mrow> is the domain; <msup><mi>x</mi><mn>{c}</mn></msup> maps onto <mn>{b}</mn>."),
            1 => F($"<mfrac><mn>{a}</mn><mn>{b}</mn></mfrac> <mo>&#215;</mo> <mn>{b}</mn> <mo>&#8801;</mo> <mn>{a}</mn>, the ratio of the vertices."),
            2 => F($"<msub><mi>a</mi><mn>{c}</mn></msub> <mo>&#8804;</mo> <mn>{a * c}</mn> bounds the sequence; its supremum is <mn>{a * c}</mn>."),
            _ => F($"The polygon has <mn>{c + 2}</mn> vertices; its angles add up to <mn>{c * 180}</mn>&#176;, a tangent meets it in <mn>{b}</mn>."),
        };
    }

    static readonly string[] s_digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen"];

    static string Words(ref RandomStream random)
    {
        var (a, b) = (random.NextInt(1, 10), random.NextInt(1, 9));
        return random.NextInt(4) switch
        {
            0 => $"{s_digits[a]} plus {s_digits[b]} makes {s_digits[a + b]}, and {s_digits[a + b]} minus {s_digits[b]} makes {s_digits[a]}.",
            1 => $"twice {s_digits[b]} is {s_digits[2 * b]}; half of {s_digits[2 * b]} is {s_digits[b]}.",
            2 => $"count on from {s_digits[a]} by {s_digits[b]} steps and arrive at {s_digits[a + b]}.",
            _ => $"the sum of {s_digits[a]} and {s_digits[b]} equals {s_digits[a + b]}; the difference of {s_digits[a + b]} and {s_digits[a]} equals "
                + $"{s_digits[b]}.",
        };
    }

    static string Chinese(ref RandomStream random)
    {
        var (a, b) = (random.NextInt(5, 60), random.NextInt(2, 20));
        return random.NextInt(4) switch
        {
            0 => F($"小明有{a}个苹果，又买了{b}个，一共有多少个？答：{a}加{b}等于{a + b}个。"),
            1 => F($"解方程：x加{a}等于{a + b}，两边同时减去{a}，得x等于{b}。"),
            2 => F($"长方形的长是{a}厘米，宽是{b}厘米，面积是{a * b}平方厘米。"),
            _ => F($"求证：{a}乘以{b}等于{a * b}。由乘法分配律可得。"),
        };
    }

    static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
