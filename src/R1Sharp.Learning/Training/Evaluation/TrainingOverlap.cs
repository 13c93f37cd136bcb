// Which problems of a benchmark may have been learned from: those that share eight words in a row with a training text, as Open-R1's
// decontamination has it. Here the problems are few and kept, and the training texts, which may be millions, only pass by.

using System.Text;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>
/// Finds problems again in texts. Words are runs of letters or digits in lower case (NFKC), so that signs, TeX's included, do not hide anything; Chinese and
/// Japanese characters are words each, and of questions that consist mostly of them sixteen in a row are compared. Questions with
/// fewer words are compared as a whole.
/// </summary>
sealed class TrainingOverlap
{
    const int WordsInRow = 8, CharactersInRow = 16;

    readonly Dictionary<ulong, List<int>> _problemsOf = [];
    readonly SortedSet<int> _lengths = [];
    readonly HashSet<int> _seen = [];

    /// <param name="questions">The problems' questions.</param>
    public TrainingOverlap(IReadOnlyList<string> questions)
    {
        for (int i = 0; i < questions.Count; i++)
        {
            var words = Words(questions[i]);
            int length = words.Count(w => w.Length == 1 && IsIdeograph(w[0])) * 2 > words.Count ? CharactersInRow : WordsInRow;
            if (words.Count >= length)
                _lengths.Add(length);
            foreach (ulong key in words.Count < length ? (IEnumerable<ulong>)[Whole(words)] : Rows(words, length))
                (_problemsOf.TryGetValue(key, out var known) ? known : _problemsOf[key] = []).Add(i);
        }
    }

    /// <summary>The problems found so far, by their places.</summary>
    public IReadOnlySet<int> Seen => _seen;

    /// <summary>Looks through a training text.</summary>
    public void Look(string text)
    {
        var words = Words(text);
        if (words.Count == 0)
            return;
        foreach (ulong key in _lengths.SelectMany(length => Rows(words, length)).Append(Whole(words)))
            if (_problemsOf.TryGetValue(key, out var problems))
                _seen.UnionWith(problems);
    }

    /// <summary>The places of questions that stand there before, word for word.</summary>
    public static IReadOnlySet<int> Duplicates(IReadOnlyList<string> questions)
    {
        // A question of signs alone has no words; its text says what it is.
        var first = new HashSet<string>(StringComparer.Ordinal);
        return Enumerable.Range(0, questions.Count)
            .Where(i => !first.Add(string.Join(' ', questions[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant())).ToHashSet();
    }

    static List<string> Words(string text)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (char c in text.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) && !IsIdeograph(c))
            {
                word.Append(c);
                continue;
            }
            Flush(words, word);
            if (IsIdeograph(c))
                words.Add(c.ToString());
        }
        Flush(words, word);
        return words;
    }

    static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
            words.Add(word.ToString());
        word.Clear();
    }

    static bool IsIdeograph(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u4DBF' or >= '\u4E00' and <= '\u9FFF';

    static IEnumerable<ulong> Rows(List<string> words, int length)
    {
        for (int i = 0; i + length <= words.Count; i++)
            yield return Hash(words, i, length, (ulong)length);
    }

    static ulong Whole(List<string> words) => Hash(words, 0, words.Count, 0);

    // FNV-1a of 64 bits: 10⁹ rows of training against 10⁵ of a benchmark make a false match with a chance of 10⁻⁵.
    static ulong Hash(List<string> words, int from, int count, ulong kind)
    {
        ulong hash = 14695981039346656037UL ^ kind;
        for (int i = from; i < from + count; i++)
        {
            foreach (char c in words[i])
                hash = (hash ^ c) * 1099511628211UL;
            hash = (hash ^ ' ') * 1099511628211UL;
        }
        return hash;
    }
}
