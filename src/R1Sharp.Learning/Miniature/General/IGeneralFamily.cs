// A family of general tasks: no chain of reasoning is needed, and an answer can be better or worse.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>A family of general tasks; each problem carries a rubric (<see cref="Rubric"/>).</summary>
interface IGeneralFamily : IProblemFamily
{
    /// <summary>A random task of any split. The draws do not depend on the language.</summary>
    GeneralTask Task(ref RandomStream random, int level, string language);

    /// <inheritdoc/>
    IPuzzle IProblemFamily.Create(ref RandomStream random, int level, string language) => Task(ref random, level, language);

    /// <inheritdoc/>
    int IProblemFamily.OrdinaryLevelCount => LevelCount;

    /// <inheritdoc/>
    /// <remarks>The rubric decides; the second opinions are in the tests.</remarks>
    bool IProblemFamily.IsCorrect(Problem problem, string answer) => Rubric.Of(problem)?.Grade(answer) == 1;
}

/// <summary>Makes the problems of general tasks.</summary>
static class GeneralProblem
{
    /// <summary>A problem with its rubric.</summary>
    /// <param name="family">The family's name.</param>
    /// <param name="key">Names the problem within the family, in no language.</param>
    /// <param name="level">Difficulty.</param>
    /// <param name="language">"en" or "zh".</param>
    /// <param name="question">What is asked.</param>
    /// <param name="answer">A good answer.</param>
    /// <param name="conditions">The rubric's lines.</param>
    public static Problem Make(string family, string key, int level, string language, string question, string answer, params string[] conditions) => new()
    {
        Id = $"{family}:{key}",
        Question = question,
        Answer = answer,
        Family = family,
        Level = level,
        Language = language,
        Columns = new Dictionary<string, string> { [Rubric.Column] = string.Join('\n', conditions) },
    };
}
