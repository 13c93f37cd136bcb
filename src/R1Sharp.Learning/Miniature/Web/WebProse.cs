// The pages of the miniature web that are no mathematics.

using System.Globalization;
using System.Text;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.Web;

/// <summary>Writes everything else.</summary>
static class WebProse
{
    static readonly string[] s_who = ["the old man", "my sister", "a neighbour", "the teacher", "our dog", "the fisherman", "a young woman", "the baker",
        "the king", "a traveller"];

    static readonly string[] s_does = ["walked to", "remembered", "painted", "left", "talked about", "dreamed of", "returned to", "described", "forgot",
        "sang about"];

    static readonly string[] s_what = ["the river", "a red house", "the garden", "an empty street", "the mountains", "a long letter", "the harbour",
        "her father", "the summer", "the storm"];

    static readonly string[] s_when = ["in the morning", "when it rained", "after the war", "every evening", "without a word", "for the last time", "last year",
        "before dinner", "in silence", "with a smile"];

    static readonly string[] s_join = ["and", "but", "while", "because", "so"];

    static readonly string[] s_menu = ["Home", "About us", "Contact", "Add to cart", "Log in", "Sign up", "Read more", "Privacy policy", "All rights reserved",
        "Follow us", "Subscribe to our newsletter",
        "Free delivery on all orders", "We use cookies to improve this page", "Terms of use", "Customer reviews", "Share this page"];

    static readonly string[] s_spam = ["best cheap watches online", "buy now and save big", "click here for the lowest price", "win a free phone today",
        "luxury bags on sale"];

    static readonly string[] s_teams = ["Lions", "Rovers", "United", "Wanderers", "Eagles", "Bears"];

    static readonly string[] s_chinese = ["今天天气很好，我们去公园散步。", "他写了一封很长的信给他的母亲。", "城市的夜晚非常安静。", "老师讲了一个古老的故事。", "河边的花都开了。", "她喜欢在冬天喝茶。"];

    /// <summary>A sentence or a line of a page.</summary>
    public static string Passage(PageKind kind, ref RandomStream random) => kind switch
    {
        PageKind.Boilerplate => random.Pick<string>(s_menu),
        PageKind.Spam => random.Pick<string>(s_spam),
        PageKind.Figures => Figures(ref random),
        PageKind.Foreign => random.NextBool(0.7) ? random.Pick<string>(s_chinese) : Sentence(ref random),
        _ => Sentence(ref random),
    };

    static string Sentence(ref RandomStream random)
    {
        var text = new StringBuilder(Clause(ref random));
        if (random.NextBool(0.6))
            text.Append(' ').Append(random.Pick<string>(s_join)).Append(' ').Append(Clause(ref random));
        text[0] = char.ToUpperInvariant(text[0]);
        // Numbers stand in stories too.
        if (random.NextBool(0.15))
            text.Append(CultureInfo.InvariantCulture, $" in {random.NextInt(1800, 2026)}");
        return text.Append('.').ToString();
    }

    static string Clause(ref RandomStream random) =>
        $"{random.Pick<string>(s_who)} {random.Pick<string>(s_does)} {random.Pick<string>(s_what)} {random.Pick<string>(s_when)}";

    static string Figures(ref RandomStream random) => random.NextInt(4) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture,
            $"{random.Pick<string>(s_teams)} {random.NextInt(5)} : {random.NextInt(5)} {random.Pick<string>(s_teams)}, attendance "
            + $"{random.NextInt(1000, 60000)}"),
        1 => FormattableString.Invariant(
            $"Item no. {random.NextInt(10000, 99999)}   USD {random.NextInt(1, 900)}.{random.NextInt(10, 99)}   in stock: {random.NextInt(40)}"),
        2 => FormattableString.Invariant(
            $"{random.NextInt(24):d2}:{random.NextInt(60):d2} platform {random.NextInt(1, 20)} express, delayed by {random.NextInt(40)} min"),
        _ => FormattableString.Invariant(
            $"2026-{random.NextInt(1, 13):d2}-{random.NextInt(1, 28):d2} INFO server {random.NextInt(9)} answered {random.NextInt(100, 9999)} requests"),
    };
}
