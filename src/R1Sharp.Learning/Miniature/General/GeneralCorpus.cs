// The general documents of the pre-training corpus: statements of facts and words, and dialogues of mixed quality.

using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>Writes general documents; a base that learns from them knows the material and answers sloppily.</summary>
sealed class GeneralCorpus(MiniatureOptions options, GeneralFamilies families)
{
    const int FewestStatements = 3, MostStatements = 7;
    const double WordShare = 0.5, PhraseShare = 0.6;

    static readonly TranslationFamily s_translation = new();

    readonly GeneralOptions _general = options.General;

    /// <summary>Document number <paramref name="index"/> of the general documents that this seed names.</summary>
    public MiniatureDocument Describe(ulong seed, long index, string language, bool untagged)
    {
        var random = new RandomStream(seed, RandomPurpose.General, index, (long)GeneralUse.Corpus);
        return random.NextBool(_general.StatementShare)
            ? new MiniatureDocument(Statements(language, ref random) + options.EndToken, null, null)
            : Dialogue(language, untagged, ref random);
    }

    static string Statements(string language, ref RandomStream random)
    {
        int count = random.NextInt(FewestStatements, MostStatements + 1);
        var sentences = new string[count];
        for (int i = 0; i < count; i++)
            sentences[i] = random.NextBool(WordShare) ? Word(ref random)
                : FactsFamily.Statement(random.NextInt(Terms.Animals.Length), (Attribute)random.NextInt(3), language);
        return string.Join(' ', sentences);
    }

    // A word or a phrase in both languages, either one first.
    static string Word(ref RandomStream random)
    {
        var (english, chinese) = random.NextBool(PhraseShare) ? Phrase(ref random) : SingleWord(ref random);
        return random.NextBool(0.5) ? $"{english}: {chinese}." : $"{chinese}: {english}.";
    }

    static (string English, string Chinese) SingleWord(ref RandomStream random)
    {
        Term[] kind = random.NextInt(6) switch { 0 => Terms.Colours, 1 => Terms.Homes, 2 => Terms.Deeds, _ => Terms.Animals };
        var term = kind[random.NextInt(kind.Length)];
        return (term.English, term.Chinese);
    }

    static (string English, string Chinese) Phrase(ref RandomStream random)
    {
        while (true)
        {
            var problem = s_translation.Task(ref random, random.NextInt(2, 4), "en").Problem;
            if (ProblemSplits.Of(problem.Id) == ProblemSplit.Train)
                return (problem.Id[(s_translation.Name.Length + 1)..], problem.Answer);
        }
    }

    MiniatureDocument Dialogue(string language, bool untagged, ref RandomStream random)
    {
        bool other = random.NextBool(_general.OtherLanguageShare);
        var (task, twin) = families.Draw(ProblemSplit.Train, language, other ? (language == "zh" ? "en" : "zh") : null, ref random);
        var source = twin is null || task.Problem.Family == "translation" ? task : twin;
        double quality = random.NextDouble();
        var kind = quality < _general.GoodShare ? AnswerQuality.Good
            : quality < _general.GoodShare + _general.PartialShare ? AnswerQuality.Partial : AnswerQuality.Wrong;
        if (quality >= _general.GoodShare + _general.PartialShare + _general.WrongShare)
            (source, kind) = (families.Draw(ProblemSplit.Train, language, null, ref random).Task, AnswerQuality.Good);
        string answer = source.Answer(kind, ref random);
        if (random.NextBool(_general.MannerShare))
            answer = GeneralManner.Around(answer, source.Problem.Language, ref random);
        string thoughts = kind == AnswerQuality.Good ? source.Thoughts : "";
        string response = untagged ? answer
            : $"{ThinkAnswerText.ThinkOpen}{thoughts}{ThinkAnswerText.ThinkClose}{ThinkAnswerText.AnswerOpen}{answer}{ThinkAnswerText.AnswerClose}";
        return new MiniatureDocument(options.UserToken + task.Problem.Question + options.AssistantToken + response + options.EndToken, task.Problem, answer);
    }
}
