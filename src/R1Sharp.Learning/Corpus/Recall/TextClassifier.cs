// What was learned, in the form in which it scores: of two labels only the difference of their weights counts, so that a row's vector becomes one number, and a
// document's score the mean of its rows' numbers. A word costs a look-up instead of 256 additions.

namespace R1Sharp.Learning.Corpus.Recall;

/// <summary>Says how probable it is that documents are of the wanted kind. For any number of threads.</summary>
sealed class TextClassifier
{
    const uint Mark = 0x31434C52;

    readonly Dictionary<ulong, int> _vocabulary;
    readonly float[] _scores;
    readonly ClassifierFeatures _features;
    readonly TextClassifierOptions _options;

    /// <param name="options">How documents are seen.</param>
    /// <param name="vocabulary">The rows of the words.</param>
    /// <param name="scores">Each row's number.</param>
    public TextClassifier(TextClassifierOptions options, Dictionary<ulong, int> vocabulary, float[] scores) =>
        (_options, _vocabulary, _scores, _features) = (options, vocabulary, scores, new(options, vocabulary));

    /// <summary>The probability of a document, from 0 to 1.</summary>
    public float Probability(ReadOnlySpan<char> text)
    {
        var (words, rows) = (new List<ulong>(), new List<int>());
        return Probability(text, words, rows);
    }

    /// <summary>The same with lists that are used again.</summary>
    public float Probability(ReadOnlySpan<char> text, List<ulong> words, List<int> rows)
    {
        ClassifierWords.Split(text, _options.MostWords, words);
        _features.Of(words, rows);
        double sum = 0;
        foreach (int row in rows)
            sum += _scores[row];
        return rows.Count == 0 ? 0 : (float)(1 / (1 + Math.Exp(-sum / rows.Count)));
    }

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Mark);
        foreach (int number in (int[])[_options.WordNgrams, _options.Buckets, _options.MostWords, _vocabulary.Count])
            writer.Write(number);
        foreach (var (word, row) in _vocabulary.OrderBy(v => v.Value))
            writer.Write(word);
        foreach (float score in _scores)
            writer.Write(score);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static TextClassifier Read(BinaryReader reader)
    {
        if (reader.ReadUInt32() != Mark)
            throw new InvalidDataException("this is no classifier of texts.");
        var options = new TextClassifierOptions { WordNgrams = reader.ReadInt32(), Buckets = reader.ReadInt32(), MostWords = reader.ReadInt32() };
        int words = reader.ReadInt32();
        var vocabulary = new Dictionary<ulong, int>();
        for (int i = 0; i < words; i++)
            vocabulary[reader.ReadUInt64()] = i;
        float[] scores = new float[words + options.Buckets];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = reader.ReadSingle();
        return new(options, vocabulary, scores);
    }
}
