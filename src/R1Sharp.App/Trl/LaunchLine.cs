// A line that starts one of Open-R1's or TRL's scripts, pasted whole behind ./r1: the launcher and its flags mean nothing on one
// machine, the script's name says what is trained, and the rest are the script's own flags.

using R1Sharp.Learning;

namespace R1Sharp.App.Trl;

/// <summary>Takes launchers off.</summary>
static class LaunchLine
{
    const string Verl = "verl";

    static readonly string[] s_launchers = ["accelerate", "torchrun", "python", "python3", "deepspeed", "uv", "srun", "trl", "nohup", "ray"];

    /// <summary>The words of the command that a launcher's line amounts to; the words themselves where no launcher stands before them.</summary>
    /// <param name="words">What stands behind ./r1.</param>
    /// <param name="remarks">Takes what meant nothing, a sentence each.</param>
    /// <exception cref="UserErrorException">A launcher starts a script that is none of those known, or its own file of settings is broken.</exception>
    public static IReadOnlyList<string> Unwrapped(IReadOnlyList<string> words, ICollection<string> remarks)
    {
        int start = 0;
        while (start < words.Count && IsVariable(words[start]))
            start++;
        if (start == words.Count || !s_launchers.Contains(words[start]))
            return words;
        if (words[start] == "trl" && start + 1 < words.Count)
            return Ended(words, start + 1, Command(words[start + 1]) ?? throw Unknown(words[start + 1]), remarks);
        if (Module(words, start) is var module and > 0)
            return Ended(words, module, Verl, remarks);
        int script = words.ToList().FindIndex(start, word => word.EndsWith(".py", StringComparison.Ordinal));
        if (script < 0)
            throw new UserErrorException(
                $"'{words[start]}' starts no script here: paste a line with src/open_r1/sft.py or grpo.py or -m verl.trainer.main_ppo, or call r1 sft, "
                + "r1 grpo, r1 dpo, r1 reward or r1 verl.");
        return Ended(words, script, Command(Path.GetFileNameWithoutExtension(words[script])) ?? throw Unknown(words[script]), remarks);
    }

    // python3 -m verl.trainer.main_ppo, recipe.dapo.main_dapo and the like; 0 where there is none.
    static int Module(IReadOnlyList<string> words, int start)
    {
        for (int i = start + 1; i < words.Count; i++)
            if (words[i - 1] == "-m" && words[i].Split('.')[^1] is "main_ppo" or "main_dapo" && words[i].Contains('.'))
                return i;
        return 0;
    }

    static List<string> Ended(IReadOnlyList<string> words, int last, string command, ICollection<string> remarks)
    {
        remarks.Add($"'{string.Join(' ', words.Take(last + 1))}' is read as 'r1 {command}'; there is one process on one machine.");
        return [.. command.Split(' '), .. words.Skip(last + 1), .. command == Verl ? [] : AccelerateFile.Kept([.. words.Take(last)], remarks)];
    }

    static string? Command(string script) => script switch
    {
        "sft" or "run_sft" => "sft",
        "grpo" or "run_grpo" => "grpo",
        "dpo" or "run_dpo" => "dpo",
        "reward" or "reward_modeling" or "run_reward" => "reward",
        "compute_pass_rate" or "filter_dataset" => "data filter",
        _ => null,
    };

    static UserErrorException Unknown(string script) =>
        new($"{script}: no command of r1 does what this script does; sft.py, grpo.py, dpo.py, reward_modeling.py and compute_pass_rate.py are known.");

    // ACCELERATE_LOG_LEVEL=info
    static bool IsVariable(string word) => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && word.AsSpan(0, equals)
        .IndexOfAnyExcept(s_nameCharacters) < 0 && char.IsAsciiLetterUpper(word[0]);

    static readonly System.Buffers.SearchValues<char> s_nameCharacters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
