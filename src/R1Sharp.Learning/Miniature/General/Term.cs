// The words of the general tasks in both languages. There are few, they are short, and several tasks share them.

namespace R1Sharp.Learning.Miniature.General;

/// <summary>A word or phrase in both languages.</summary>
/// <param name="English">In English.</param>
/// <param name="Chinese">In Chinese.</param>
sealed record Term(string English, string Chinese)
{
    /// <summary>The word in a language, "en" or "zh".</summary>
    public string In(string language) => language == "zh" ? Chinese : English;
}

/// <summary>The words of the general tasks.</summary>
static class Terms
{
    public static readonly Term[] Animals =
    [
        new("cat", "猫"), new("dog", "狗"), new("cow", "牛"), new("pig", "猪"), new("hen", "鸡"), new("fox", "狐"),
        new("bear", "熊"), new("bird", "鸟"), new("fish", "鱼"), new("wolf", "狼"), new("horse", "马"), new("sheep", "羊"),
    ];

    public static readonly Term[] Colours = [new("red", "红"), new("blue", "蓝"), new("green", "绿"), new("black", "黑")];

    public static readonly Term[] Homes = [new("hill", "山"), new("lake", "湖"), new("city", "城"), new("farm", "田")];

    public static readonly Term[] Things = [new("drum", "鼓"), new("ball", "球"), new("bell", "钟"), new("log", "木")];

    public static readonly Term[] Deeds = [new("sees", "看"), new("likes", "爱"), new("helps", "帮"), new("finds", "找")];

    public static readonly Term[] KindVerbs = [new("feed", "喂"), new("wash", "洗"), new("find", "找"), new("help", "帮")];

    /// <summary>Verbs that always do harm.</summary>
    public static readonly Term[] HarmfulVerbs = [new("hurt", "伤"), new("rob", "抢")];

    /// <summary>Verbs that do harm to animals and none to things.</summary>
    public static readonly Term[] RoughVerbs = [new("hit", "打"), new("burn", "烧")];
}
