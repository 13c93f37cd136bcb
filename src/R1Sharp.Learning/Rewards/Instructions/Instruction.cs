// The 25 verifiable instructions of IFEval (Zhou et al., 2023, "Instruction-Following Evaluation for Large Language
// Models") by their ids.

using R1Sharp.Learning.Settings;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>One kind of instruction.</summary>
/// <param name="Id">As in IFEval's data.</param>
/// <param name="Arguments">Names of its kwargs.</param>
/// <param name="Make">From arguments to the test of a response.</param>
sealed record Instruction(string Id, IReadOnlyList<string> Arguments, Func<InstructionArguments, Predicate<string>> Make)
{
    static readonly Dictionary<string, Instruction> s_all = KeywordInstructions.All
        .Concat(LengthInstructions.All).Concat(FormatInstructions.All).Concat(TextInstructions.All).ToDictionary(i => i.Id);

    /// <summary>All instructions, by id.</summary>
    public static IReadOnlyDictionary<string, Instruction> All => s_all;

    /// <summary>The test of one instruction.</summary>
    /// <param name="id">One of <see cref="All"/>.</param>
    /// <param name="kwargs">Its arguments; all of them must be given.</param>
    /// <exception cref="UserErrorException">The instruction or an argument is unknown, missing or wrong.</exception>
    public static Predicate<string> Test(string id, IReadOnlyDictionary<string, object?> kwargs)
    {
        var instruction = s_all.GetValueOrDefault(id) ?? throw new UserErrorException(
            $"There is no instruction '{id}'; did you mean '{NearestName.AtAll(id, s_all.Keys)}'?");
        var arguments = new InstructionArguments(id, kwargs);
        arguments.RefuseOthers(instruction.Arguments);
        return instruction.Make(arguments);
    }

    /// <summary>IFEval's strict judgement: a blank response follows nothing.</summary>
    public static bool FollowsStrictly(Predicate<string> test, string response) => !string.IsNullOrWhiteSpace(response) && test(response);

    /// <summary>IFEval's loose judgement: without asterisks, without the first line, the last line or both, one of eight must pass.</summary>
    public static bool FollowsLoosely(Predicate<string> test, string response) => Variants(response).Any(variant => FollowsStrictly(test, variant));

    static IEnumerable<string> Variants(string response)
    {
        string[] lines = response.Split('\n');
        string[] cut =
        [
            response, string.Join('\n', lines.Skip(1)).Trim(), string.Join('\n', lines.SkipLast(1)).Trim(),
            string.Join('\n', lines.Skip(1).SkipLast(1)).Trim(),
        ];
        return cut.Concat(cut.Select(text => text.Replace("*", "")));
    }
}
