// The words of the miniature world in its two languages. There are few, so that a vocabulary of 512 has a token for each.

namespace R1Sharp.Learning.Miniature;

/// <summary>What a word means.</summary>
enum Word
{
    Yes, No, Wait, Check, So, Try,
    Reverse, Sort, Rotate, Drop, Sum,
    Lies, Honest, Says, Same, Differ, Nobody,
}

/// <summary>How a meaning is said in a language.</summary>
static class Lexicon
{
    static readonly Dictionary<Word, (string English, string Chinese)> Words = new()
    {
        [Word.Yes] = ("yes", "对"),
        [Word.No] = ("no", "不对"),
        [Word.Wait] = ("wait", "等等"),
        [Word.Check] = ("check", "检查"),
        [Word.So] = ("so", "所以"),
        [Word.Try] = ("try", "试试"),
        [Word.Reverse] = ("reverse", "反转"),
        [Word.Sort] = ("sort", "排序"),
        [Word.Rotate] = ("rotate", "轮转"),
        [Word.Drop] = ("drop", "去首"),
        [Word.Sum] = ("sum", "求和"),
        [Word.Lies] = ("lies", "说谎"),
        [Word.Honest] = ("honest", "诚实"),
        [Word.Says] = ("says", "说"),
        [Word.Same] = ("same", "相同"),
        [Word.Differ] = ("differ", "不同"),
        [Word.Nobody] = ("nobody", "无人"),
    };

    /// <summary>The word for a meaning.</summary>
    /// <param name="word">The meaning.</param>
    /// <param name="language">"en" or "zh".</param>
    public static string Say(Word word, string language) => language == "zh" ? Words[word].Chinese : Words[word].English;

    /// <summary>The meaning of a word in either language; null where it is none of this world's.</summary>
    public static Word? Find(string text)
    {
        foreach (var (word, said) in Words)
            if (said.English == text || said.Chinese == text)
                return word;
        return null;
    }
}
